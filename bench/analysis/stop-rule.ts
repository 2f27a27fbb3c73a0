/** Whether a run's figures are precise enough for it to end early. */
import type { RunRecord, TrialRecord } from '../contract/record.js';
import { analyze } from './analyze.js';

/** The metrics that decide where the definitions mark none as primary. */
const DECISIVE = ['boot-time', 'throughput', 'memory-idle'];

/**
 * True when the interval of every decisive comparison has a half-width, in log-ratio, of at most `run.stopRule.precisionRatio`.
 * A comparison without an interval is not precise; a run without comparisons never is.
 */
export function precisionReached(run: RunRecord, records: readonly TrialRecord[]): boolean {
  const precisionRatio = run.stopRule?.precisionRatio;
  if (precisionRatio === undefined) return false;
  const { comparisons, metrics } = analyze(run, records, []);
  const primary = metrics.filter((metric) => metric.primary === true).map(({ id }) => id);
  const decisive = comparisons.filter(({ metricId }) => (primary.length > 0 ? primary : DECISIVE).includes(metricId));
  const comparable = decisive.filter(({ ratio }) => ratio !== undefined);
  return comparable.length > 0 && comparable.every(({ ratio }) => halfWidth(ratio?.low, ratio?.high) <= precisionRatio);
}

function halfWidth(low: number | undefined, high: number | undefined): number {
  return low === undefined || high === undefined || low <= 0 ? Number.POSITIVE_INFINITY : Math.log(high / low) / 2;
}
