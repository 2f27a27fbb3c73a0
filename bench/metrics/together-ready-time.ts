/** How long until N instances that are started at the same moment are all ready. */

import { findInstant } from '../contract/phases.js';
import { UNNOTICED_SECONDS } from '../contract/practical-margin.js';
import { DEFAULT_NOISE_THRESHOLD, type Metric } from './metric.js';

export const togetherReadyTime: Metric = {
  definition: {
    id: 'together-ready-time',
    title: 'Concurrent start: all ready',
    unit: 'second',
    direction: 'lower-is-better',
    scope: 'environment',
    subject: 'instance',
    source: 'marks launcher-start, ready of every instance',
    definition:
      'From the first launcher’s first instruction until the last of N instances is ready, all of them started at the same moment. N is a ' +
      'parameter of the trial: figures of different N are not comparable.',
    scenarios: ['together'],
    practicalMargin: UNNOTICED_SECONDS,
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  work: 'none',
  derive: ({ instances }) => {
    const starts = instances.map(({ marks }) => findInstant(marks, 'launcher-start'));
    const readies = instances.map(({ marks }) => findInstant(marks, 'ready'));
    if (instances.length === 0 || [...starts, ...readies].includes(undefined)) return undefined;
    const known = (instants: readonly (number | undefined)[]) => instants.flatMap((instant) => instant ?? []);
    return (Math.max(...known(readies)) - Math.min(...known(starts))) / 1e9;
  },
};
