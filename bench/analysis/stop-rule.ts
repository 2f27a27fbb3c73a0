/** Whether a run's figures are precise enough for it to end early; asked at looks that were declared before it began. */
import type { RunRecord } from '../contract/record.js';
import type { MeasuredTrial } from '../metrics/measured-trial.js';
import { analyzeMeasured } from './analyze.js';

/**
 * True when the interval of every primary comparison has at most the half-width that the run's stop rule asks for, on the scale of
 * log-ratios. A comparison that no number of repetitions makes precise (a value that is zero, a side that always fails) does not keep the
 * run going; one that has no interval yet does.
 */
export function hasReachedPrecision(run: RunRecord, trials: readonly MeasuredTrial[]): boolean {
  const precisionRatio = run.stopRule?.precisionRatio;
  if (precisionRatio === undefined) return false;
  const primary = analyzeMeasured(run, trials, []).comparisons.filter((one) => one.primary === true && one.ratio !== undefined);
  const most = Math.log1p(precisionRatio);
  return primary.length > 0 && primary.every(({ ratio }) => computeHalfWidth(ratio?.low, ratio?.high) <= most);
}

function computeHalfWidth(low: number | undefined, high: number | undefined): number {
  return low === undefined || high === undefined ? Number.POSITIVE_INFINITY : (Math.log(high) - Math.log(low)) / 2;
}
