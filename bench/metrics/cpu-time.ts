/** CPU time that the host spent on the whole instance inside the window. */
import type { TrialRecord } from '../contract/record.js';
import { DEFAULT_NOISE_THRESHOLD, labelledSample, type Metric } from './metric.js';

/** User and system seconds between the readings at the window's two ends; undefined when one is missing. */
export function cpuSeconds(trial: TrialRecord): number | undefined {
  const startNs = labelledSample(trial, 'cgroup', 'window-start')?.values['cpuNs'];
  const endNs = labelledSample(trial, 'cgroup', 'window-end')?.values['cpuNs'];
  return startNs === undefined || endNs === undefined || endNs < startNs ? undefined : (endNs - startNs) / 1e9;
}

export const cpuTime: Metric = {
  definition: {
    id: 'cpu-time',
    title: 'CPU time in the window',
    unit: 'second',
    direction: 'neutral',
    scope: 'workload',
    subject: 'instance',
    source: 'cgroup cpu.stat usage_usec (v2) or cpuacct.usage (v1)',
    definition:
      'User and system seconds that the host spent on the whole instance, threads of the VMM included, inside the window. Windows are ' +
      'time-boxed, so less is not better by itself: see cpu-per-operation.',
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  derive: cpuSeconds,
};
