/** How long the workload's program takes from its exec to its own first mark. */
import { UNNOTICED_SECONDS } from '../contract/practical-margin.js';
import { DEFAULT_NOISE_THRESHOLD, type Metric, secondsToProgram } from './metric.js';

export const workloadStartTime: Metric = {
  definition: {
    id: 'workload-start-time',
    title: 'Workload start time',
    unit: 'second',
    direction: 'lower-is-better',
    scope: 'environment',
    partOf: 'time-to-program',
    standsAlone: true,
    subject: 'instance',
    source: 'marks ready, workload-start',
    definition:
      "From the supervisor being about to execute the workload to the workload's own first mark; the start of its interpreter is included.",
    practicalMargin: UNNOTICED_SECONDS,
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  work: 'program',
  derive: (trial) => secondsToProgram(trial, 'ready'),
};
