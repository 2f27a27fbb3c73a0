/** Operations per second of the host's clock, and why a trial may have none. */
import { NEGLIGIBLE_WORK } from '../contract/practical-margin.js';
import type { TrialRecord } from '../contract/record.js';
import { DEFAULT_NOISE_THRESHOLD, type Metric, secondsBetween, soleInstance } from './metric.js';

/** Largest disagreement between the instance's own idea of the window's length and the host's. */
const WINDOW_TOLERANCE = 0.01;

export type ThroughputProblem = 'not-verified' | 'no-operations' | 'window-not-marked' | 'clocks-disagree';

/** Why the operations of a trial's only instance cannot be counted on; undefined when they can, or when there is no report at all. */
export function throughputProblem(trial: TrialRecord): ThroughputProblem | undefined {
  const report = soleInstance(trial)?.report;
  if (!report) return undefined;
  if (!report.verified) return 'not-verified';
  if (report.operations === 0) return 'no-operations';
  const seconds = secondsBetween(trial, 'window-start', 'window-end');
  if (!seconds) return 'window-not-marked';
  // Its window is the command itself: however late a mark is stamped, all of it lies inside.
  if (trial.workloadId === 'command') return undefined;
  return Math.abs(report.windowNs / 1e9 / seconds - 1) > WINDOW_TOLERANCE ? 'clocks-disagree' : undefined;
}

/** Verified operations inside the window; undefined when there are none to count on. */
export function countedOperations(trial: TrialRecord): number | undefined {
  return throughputProblem(trial) === undefined ? soleInstance(trial)?.report?.operations : undefined;
}

export const throughput: Metric = {
  definition: {
    id: 'throughput',
    title: 'Throughput',
    unit: 'operation-per-second',
    direction: 'higher-is-better',
    group: 'workloads',
    scope: 'workload',
    subject: 'instance',
    source: "the workload's report, marks window-start, window-end",
    definition:
      "Operations inside the window ÷ its length by the host's clock. Absent when the result is not verified or when the instance's own " +
      "idea of the window's length is more than 1 % from the host's.",
    primary: true,
    practicalMargin: NEGLIGIBLE_WORK,
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  derive: (trial) => {
    // Of a command there is its duration: the same figure twice would be two questions.
    if (trial.workloadId === 'command') return undefined;
    const operations = countedOperations(trial);
    const seconds = secondsBetween(trial, 'window-start', 'window-end');
    return operations === undefined || !seconds ? undefined : operations / seconds;
  },
};
