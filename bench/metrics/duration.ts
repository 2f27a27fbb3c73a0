/** How long a command of the user's own takes. */
import { NEGLIGIBLE_WORK } from '../contract/practical-margin.js';
import { DEFAULT_NOISE_THRESHOLD, type Metric, secondsBetween } from './metric.js';

export const duration: Metric = {
  definition: {
    id: 'duration',
    title: 'Duration of the command',
    unit: 'second',
    direction: 'lower-is-better',
    scope: 'workload',
    subject: 'instance',
    source: 'marks window-start, window-end',
    definition:
      "From right before the command is started until it has exited, by the host's clock; only for the workload command.",
    primary: true,
    practicalMargin: NEGLIGIBLE_WORK,
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  derive: (trial) => (trial.workloadId === 'command' ? secondsBetween(trial, 'window-start', 'window-end') : undefined),
};
