/** One verdict over several workloads: those that differ are counted, and none is hidden. */
import type { Comparison, MetricDefinition } from '../../../bench/contract/document.js';
import type { Tone, VerdictView } from './model.js';

export interface JudgedWorkload {
  readonly comparison: Comparison;
  readonly title: string;
  readonly view: VerdictView;
  readonly ratio: number;
}

/** Furthest on the side that is not wanted; of several alike the first. */
export function findWorst(
  workloads: readonly JudgedWorkload[],
  { direction }: Pick<MetricDefinition, 'direction'>,
): JudgedWorkload | undefined {
  const sign = direction === 'higher-is-better' ? 1 : -1;
  return workloads.toSorted((a, b) => sign * (a.ratio - b.ratio))[0];
}

/** Where all are too few to be sure, or all emulated, the worst one’s verdict stands for them. */
export function summariseVerdicts(views: readonly VerdictView[], worst: VerdictView): VerdictView {
  if (views.length === 1 || views.every(({ kind }) => kind === worst.kind && STANDS_FOR_ALL.includes(kind))) return worst;
  const counts = new Map<string, number>();
  for (const words of TONES.flatMap((tone) => views.filter((view) => view.tone === tone)).map(shortenWords))
    counts.set(words, (counts.get(words) ?? 0) + 1);
  const parts = [...counts].map(([words, count]) => `${words} in ${counts.size === 1 ? `all ${count}` : count}`);
  const of = counts.size === 1 ? 'workloads' : `of ${views.length} workloads`;
  return { kind: worst.kind, words: `${parts.join(', ')} ${of}`, tone: mergeTones(views), detail: worst.detail };
}

const STANDS_FOR_ALL: readonly string[] = ['few', 'emulated', 'unmeasured'];

/** In the order in which their counts are named. */
const TONES: readonly Tone[] = ['worse', 'better', 'same', 'open', 'unjudged'];

/** How many pairs each has and needs, or how near it is to what matters, would make as many groups as there are workloads. */
function shortenWords({ kind, words }: VerdictView): string {
  return kind === 'open' || kind === 'few' ? 'not decided' : words.replace(/, near .*$/, '');
}

function mergeTones(views: readonly VerdictView[]): Tone {
  const tones = new Set(views.map(({ tone }) => tone));
  if (tones.has('worse')) return 'worse';
  if (tones.has('open') || tones.has('unjudged')) return 'open';
  return tones.has('better') ? 'better' : 'same';
}
