/** When a run may end because its figures are precise enough: decided at looks that were declared before it began, never in between. */
import type { RunRecord, StopRule, TrialRecord } from '../contract/record.js';
import { analyze } from './analyze.js';

/** Repetitions: coverage holds from ten values on (STATISTICS: precision stopping), and more looks would spoil it. */
export const DEFAULT_LOOKS: readonly number[] = [10, 15, 20, 25, 30, 35, 40];

/** True when the repetitions done are a look of the rule. */
export function isLook({ looks }: StopRule, repetitionsDone: number): boolean {
  return looks.includes(repetitionsDone);
}

/**
 * True when the interval of every primary comparison has at most the half-width asked for, on the scale of log-ratios. A comparison that no
 * number of repetitions makes precise (a value that is zero, a side that always fails) does not keep the run going.
 */
export function isPrecise(run: RunRecord, trials: readonly TrialRecord[], { precisionRatio }: StopRule): boolean {
  if (precisionRatio === undefined) return false;
  const primary = analyze(run, trials, []).comparisons.filter((one) => one.primary === true && one.ratio !== undefined);
  const most = Math.log1p(precisionRatio);
  return primary.length > 0 && primary.every(({ ratio }) => halfWidth(ratio) <= most);
}

function halfWidth(ratio: { low?: number | undefined; high?: number | undefined } | undefined): number {
  if (ratio?.low === undefined || ratio.high === undefined) return Number.POSITIVE_INFINITY;
  return (Math.log(ratio.high) - Math.log(ratio.low)) / 2;
}
