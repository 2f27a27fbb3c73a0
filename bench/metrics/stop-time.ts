/** How long it takes until nothing of an instance is left. */
import { UNNOTICED_SECONDS } from '../contract/practical-margin.js';
import { DEFAULT_NOISE_THRESHOLD, type Metric, secondsOfBoots } from './metric.js';

export const stopTime: Metric = {
  definition: {
    id: 'stop-time',
    title: 'Stop time',
    unit: 'second',
    direction: 'lower-is-better',
    scope: 'environment',
    subject: 'instance',
    source: 'marks stop-requested, stopped',
    definition: 'From the request to stop until all processes are reaped and the cgroup, mounts, sockets and files are gone.',
    primary: true,
    practicalMargin: UNNOTICED_SECONDS,
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  derive: (trial) => secondsOfBoots(trial, 'stop-requested', 'stopped'),
};
