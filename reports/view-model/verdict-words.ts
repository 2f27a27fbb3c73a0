/**
 * What verdicts are called, in every report: one list of words, and what colours them. A colour says whether a difference matters in practice, so
 * a difference that is shown and does not matter has none.
 */
import type { Comparison, MetricDefinition } from '../../bench/contract/document.js';
import type { GateMetric } from '../../bench/contract/verdict.js';
import type { Tone, VerdictKind, VerdictView } from './answer/model.js';
import { chosenPercent, nameWay } from './estimates.js';
import { FEWEST_FOR_INTERVAL } from './paired-ratio.js';
import { countSeen, disagreesWithMedians, type Judged, type Seen } from './pairs.js';
import { formatMargin, judgeMatter } from './practical-margin.js';
import { formatAbout, formatAlone } from './quantity.js';
import { formatCount, printable } from './text.js';

/** Beyond so many nobody would measure on. */
const MOST_NEEDED = 2_000;
const DEFAULT_TARGET = 0.05;

export const EMULATED = makeView('emulated', 'emulated, not judged', 'unjudged');
const NOT_MEASURED = makeView('unmeasured', 'not measured', 'unjudged');

const ALL_WITHIN = 'All of its interval is smaller than that.';
const MEDIANS_DISAGREE =
  'The medians are in the opposite order: each pools all blocks, whereas the difference is taken block by block.';

/** Of two environments of one run. */
export function describeVerdict(judged: Judged): VerdictView {
  const { comparison, metric } = judged;
  if (comparison.n === 0) return NOT_MEASURED;
  if (comparison.caveats.includes('emulated')) return EMULATED;
  const { status, because } = comparison.verdict;
  if (status === 'not-comparable')
    return metric?.direction === 'neutral'
      ? makeView('neutral', 'informational', 'unjudged')
      : makeView('open', 'not decided', 'open', printable(because));
  const detail = disagreesWithMedians(judged) ? MEDIANS_DISAGREE : '';
  if (status === 'equivalent') return { ...describeSame(comparison.margins?.target), detail };
  if (status === 'inconclusive') return withDetail(describeOpen(judged), detail);
  return { ...describeShown(comparison, metric, status), detail };
}

function withDetail(view: VerdictView, detail: string): VerdictView {
  return { ...view, detail: [view.detail, detail].filter((part) => part !== '').join(' ') };
}

function describeSame(target = DEFAULT_TARGET): VerdictView {
  return makeView('same', `no difference of ${chosenPercent(target)}`, 'same');
}

function describeShown(comparison: Comparison, metric: MetricDefinition | undefined, status: 'better' | 'worse'): VerdictView {
  if (metric === undefined) return makeView('shown', 'shown', 'open');
  const matter = judgeMatter(comparison, metric);
  if (matter === 'within') return makeView('shown', `shown, within what matters (${formatMargin(metric)})`, 'same');
  const way = nameWay(metric.unit, isMore(metric, status));
  if (matter === 'near') return makeView('shown', `shown: ${way}, near what matters (${formatMargin(metric)})`, 'open');
  return makeView('shown', `shown: ${way}`, status);
}

function isMore({ direction }: Pick<MetricDefinition, 'direction'>, status: 'better' | 'worse'): boolean {
  return (direction === 'higher-is-better') === (status === 'better');
}

function describeOpen(judged: Judged): VerdictView {
  const { n, caveats, needed } = judged.comparison;
  const pairs = formatCount(n, 'pair');
  if (caveats.includes('below-own-error')) return makeView('open', `not decided (${pairs}; within calibration error)`, 'open');
  if (caveats.includes('contaminated')) return makeView('open', `not decided (${pairs}; too many blocks contaminated)`, 'open');
  if (isWithinMargin(judged))
    return makeView('same', `no difference that matters (${formatMargin(judged.metric)})`, 'same', ALL_WITHIN);
  const seen = countSeen(judged);
  if (n < FEWEST_FOR_INTERVAL || seen?.isUnanimous === true) return makeView('few', formatFew(judged, seen), 'open');
  return makeView('open', formatOpen(pairs, n, needed), 'open');
}

/** Whether the whole interval is: what is too small to matter need not be told from nothing. */
function isWithinMargin(judged: Judged): judged is Judged & { readonly metric: MetricDefinition } {
  const { comparison, metric } = judged;
  return metric !== undefined && comparison.difference?.low !== undefined && judgeMatter(comparison, metric) === 'within';
}

/** `not decided (24 pairs; about 1,200 decide)`. */
function formatOpen(size: string, n: number, needed: number | undefined): string {
  if (needed === undefined || needed <= n) return `not decided (${size})`;
  return `not decided (${size}; ${needed > MOST_NEEDED ? 'this host is too noisy for that' : `${formatNeeded(needed)} decide`})`;
}

function formatNeeded(needed: number): string {
  const text = formatAbout(needed);
  return text.startsWith('about') ? text : `about ${text}`;
}

/** `seen in 3 of 3 pairs, too few to be sure`. */
function formatFew({ comparison: { n } }: Judged, seen: Seen | undefined): string {
  const pairs = formatCount(seen?.pairs ?? n, 'pair');
  if (seen === undefined || seen.pairs === 1) return `${pairs}, too few to be sure`;
  const what = seen.isSmall ? `no difference seen in ${pairs}` : `seen in ${seen.agreeing} of ${pairs}`;
  return `${what}, too few to be sure`;
}

/** Of two revisions or runs: the same words where they mean the same. What the policy makes of it, the gate says beside it. */
export function describeGateVerdict(metric: GateMetric): VerdictView {
  const { verdict, margins, scale, unit } = metric;
  const { status } = verdict;
  if (status === 'not-comparable') return makeView('open', 'not comparable', 'unjudged', printable(verdict.because));
  if (status === 'inconclusive') return describeGateOpen(metric);
  if (status === 'equivalent')
    return scale === 'difference'
      ? makeView('same', `no difference of ${formatAlone(unit, margins.target)}`, 'same')
      : describeSame(margins.target);
  return makeView('shown', `shown: ${nameWay(unit, isMore(metric, status))}`, status);
}

function describeGateOpen({ pairs, baseline, candidate, needed }: GateMetric): VerdictView {
  if (pairs !== undefined) {
    const size = formatCount(pairs, 'pair');
    if (pairs < FEWEST_FOR_INTERVAL) return makeView('few', `${size}, too few to be sure`, 'open');
    return makeView('open', formatOpen(size, pairs, needed), 'open');
  }
  const fewest = Math.min(baseline.runs, candidate.runs);
  return makeView('open', formatOpen(`${baseline.runs} / ${candidate.runs} runs`, fewest, needed), 'open');
}

function makeView(kind: VerdictKind, words: string, tone: Tone, detail = ''): VerdictView {
  return { kind, words, tone, detail };
}
