/** The most memory that an instance held at once. */
import { DEFAULT_NOISE_THRESHOLD, type Metric, samplesOf, unreclaimableBytes } from './metric.js';

export const memoryPeak: Metric = {
  definition: {
    id: 'memory-peak',
    title: 'Peak memory',
    unit: 'byte',
    direction: 'lower-is-better',
    scope: 'workload',
    subject: 'instance',
    source: 'highest reading of cgroup memory.stat and kernel memory',
    definition:
      'The highest reading during the trial of the memory that cannot be reclaimed: anonymous, shared memory and kernel. A peak between ' +
      'two readings is missed.',
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  derive: (trial) =>
    samplesOf(trial, 'cgroup').reduce<number | undefined>((peak, sample) => {
      const bytes = unreclaimableBytes(sample);
      return bytes === undefined || (peak !== undefined && peak >= bytes) ? peak : bytes;
    }, undefined),
};
