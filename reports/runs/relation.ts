/** Whether runs may be held against the first one, in words. It was decided before; here it is only told. */
import type { GateVerdict } from '../../bench/contract/verdict.js';
import { formatCount, joinWithAnd, printable, shorten } from '../view-model/text.js';
import type { RunInput } from './input.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** More columns nobody reads side by side. */
export const MAX_RUNS = 12;
const MAX_REASON_LENGTH = 400;

export function nameRun(place: number): string {
  return LETTERS[place] ?? `${place + 1}`;
}

/** `B can be compared with A in 12 figures, and not in 3 others.` */
export function describeRelation({ verdict }: RunInput, letter: string): string {
  if (verdict === null) return 'The others are compared with this run.';
  const [shared, apart] = [verdict.metrics.length, verdict.notComparable.length];
  if (shared + apart === 0) return `${letter} and A have no figure in common.`;
  if (shared === 0) return `Not comparable with A: ${mainReason(verdict)}`;
  if (apart === 0) return `Comparable with A in all ${formatCount(shared, 'common figure')}.`;
  return `Comparable with A in ${shared.toLocaleString('en-US')} of ${formatCount(shared + apart, 'common figure')}; the others are not: ${mainReason(verdict)}`;
}

/** The page's title. */
export function describeAll(runs: readonly RunInput[]): string {
  const others = runs.slice(1).map((run, index) => ({ letter: nameRun(index + 1), run }));
  const named = (kind: Kind) => others.filter(({ run }) => relationOf(run) === kind).map(({ letter }) => letter);
  const [whole, partly, apart] = [named('whole'), named('partly'), named('apart')];
  if (others.length === 0) return 'One run, with nothing to compare it with.';
  const parts = [
    whole.length === 0 ? '' : `${joinWithAnd(whole)} can be compared with A`,
    partly.length === 0 ? '' : `${joinWithAnd(partly)} can be compared with A in part`,
    apart.length === 0 ? '' : `${joinWithAnd(apart)} cannot${whole.length + partly.length === 0 ? ' be compared with A' : ''}`,
  ].filter((part) => part !== '');
  return `${formatCount(runs.length, 'run')}: ${parts.join('; ')}.`;
}

type Kind = 'whole' | 'partly' | 'apart';

function relationOf({ verdict }: RunInput): Kind {
  if (verdict === null || verdict.metrics.length === 0) return 'apart';
  return verdict.notComparable.length === 0 ? 'whole' : 'partly';
}

/** The reason of most figures that are not compared. */
function mainReason({ notComparable }: GateVerdict): string {
  const counts = new Map<string, number>();
  for (const { because } of notComparable) counts.set(because, (counts.get(because) ?? 0) + 1);
  const [first] = [...counts].toSorted(([, a], [, b]) => b - a);
  return tellReason(first?.[0] ?? '');
}

export function tellReason(because: string): string {
  return shorten(printable(because), MAX_REASON_LENGTH);
}
