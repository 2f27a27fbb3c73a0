/** Simulated trials with as many readings as real ones have, which the golden records have not. */
import type { TrialRecord } from '../bench/contract/record.js';

const MIB = 2 ** 20;

/** Adds so many periodic readings of the control group to a trial that has any; none of them is the peak's. */
export function withPeriodicReadings(trial: TrialRecord, count: number): TrialRecord {
  const [first] = trial.samples;
  if (first === undefined) return trial;
  const readings = Array.from({ length: count }, (_, index) => ({
    sampler: 'cgroup',
    tNs: index * 2e7 + 1,
    instanceId: first.instanceId,
    values: {
      cpuNs: index * 19_000_000,
      anonBytes: Math.round((0.2 + 0.1 * Math.sin(index)) * MIB),
      fileBytes: 7 * MIB,
      shmemBytes: 16_384,
      mappedFileBytes: MIB,
      kernelBytes: MIB,
    },
  }));
  return { ...trial, samples: [...trial.samples, ...readings] };
}
