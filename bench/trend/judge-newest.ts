/** One metric's newest runs against its history, outside a gate: for those who look at a history. */

import { FLAG_ALPHA, MIN_EFFECT, MIN_RUNS, weighNewest } from '../comparison/newest.js';
import type { HistorySeries } from '../contract/history.js';

interface NewestJudgement {
  /** `flagged`: out of line in one run; `reproduced`: in every one of several. */
  readonly status: 'in-line' | 'flagged' | 'reproduced' | 'insufficient-history' | 'not-positive';
  /** Of what is flagged. */
  readonly direction?: 'better' | 'worse';
  /** Newest ÷ past − 1, as the figures changed. */
  readonly change?: number;
  /** Where one newest run would be in line, in the unit. */
  readonly limits?: { readonly low: number; readonly high: number };
  readonly pastRuns: number;
}

/** Medians in the unit, `past` oldest first, without runs that were refused; `newest` has at least one. */
export function judgeNewest(
  past: readonly number[],
  newest: readonly number[],
  direction: HistorySeries['direction'],
): NewestJudgement {
  const pastRuns = past.length;
  if (pastRuns < MIN_RUNS) return { status: 'insufficient-history', pastRuns };
  if ([...past, ...newest].some((value) => value <= 0)) return { status: 'not-positive', pastRuns };
  const turn = direction === 'higher-is-better' ? -1 : 1;
  const logs = (values: readonly number[]) => values.map((value) => turn * Math.log(value));
  const { evidence, isReproduced } = weighNewest(logs(past), logs(newest));
  const change = Math.expm1(turn * evidence.estimate);
  const limits = computeLimits(logs(past), turn);
  const isLarge = Math.abs(evidence.estimate) >= Math.log1p(MIN_EFFECT);
  const isOut = isLarge && (newest.length === 1 ? Math.min(evidence.above(0), evidence.below(0)) <= FLAG_ALPHA : isReproduced);
  if (!isOut) return { status: 'in-line', change, limits, pastRuns };
  const status = newest.length === 1 ? 'flagged' : 'reproduced';
  return { status, direction: evidence.estimate > 0 ? 'worse' : 'better', change, limits, pastRuns };
}

function computeLimits(past: readonly number[], turn: number): { low: number; high: number } {
  const { evidence } = weighNewest(past, [0]);
  const interval = evidence.interval(1 - 2 * FLAG_ALPHA) ?? { low: 0, high: 0 };
  const ends = [-interval.low, -interval.high].map((end) => Math.exp(turn * end));
  return { low: Math.min(...ends), high: Math.max(...ends) };
}
