/** Memory of the host that an idle instance holds and that cannot be reclaimed, and what it consists of. */
import { NEGLIGIBLE_MEMORY } from '../contract/practical-margin.js';
import type { TrialRecord } from '../contract/record.js';
import { memoryParts, partMetrics } from './memory-parts.js';
import { DEFAULT_NOISE_THRESHOLD, labelledSample, type Metric, unreclaimableBytes } from './metric.js';

const IDLE_WORKLOAD = 'idle';

function settledBytes(trial: TrialRecord): number | undefined {
  const sample = trial.workloadId === IDLE_WORKLOAD ? labelledSample(trial, 'cgroup', 'settled') : undefined;
  return sample && unreclaimableBytes(sample);
}

export const memoryIdle: Metric = {
  definition: {
    id: 'memory-idle',
    title: 'Memory when idle',
    unit: 'byte',
    direction: 'lower-is-better',
    group: 'memory',
    scope: 'environment',
    subject: 'instance',
    source: 'cgroup memory.stat anon, shmem, kernel (v2) or rss, shmem and memory.kmem.usage_in_bytes (v1)',
    definition:
      'Memory of the host that cannot be reclaimed while the instance lives, settled on the workload idle: anonymous, shared memory and ' +
      "kernel; of a VM the guest RAM that is resident on the host and QEMU's own.",
    primary: true,
    practicalMargin: NEGLIGIBLE_MEMORY,
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  work: { workloadId: IDLE_WORKLOAD },
  derive: settledBytes,
};

export const memoryIdleParts: readonly Metric[] = partMetrics(memoryIdle.definition, (trial, environment) =>
  settledBytes(trial) === undefined ? undefined : memoryParts(trial, environment, 'settled'),
).map((part) => ({ ...part, work: { workloadId: IDLE_WORKLOAD } }));
