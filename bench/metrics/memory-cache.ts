/** File cache that is charged to an instance: never part of the headline, for the first toucher pays for what others share. */
import { DEFAULT_NOISE_THRESHOLD, type Metric, samplesOf } from './metric.js';

export const memoryCache: Metric = {
  definition: {
    id: 'memory-cache',
    title: 'File cache',
    unit: 'byte',
    direction: 'neutral',
    scope: 'workload',
    subject: 'instance',
    source: 'cgroup memory.stat file − shmem (v2) or cache − shmem (v1), last reading',
    definition:
      'Page cache charged to the instance at its last reading, without shared memory. The kernel charges a page to whoever touches it ' +
      'first, so the order of trials decides, and the host can take it back.',
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  derive: (trial) => {
    const last = samplesOf(trial, 'cgroup').findLast(
      ({ values }) => values['fileBytes'] !== undefined && values['shmemBytes'] !== undefined,
    );
    return last && Math.max(0, (last.values['fileBytes'] ?? 0) - (last.values['shmemBytes'] ?? 0));
  },
};
