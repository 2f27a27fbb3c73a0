/** What the next identical instance costs the host. */
import { NEGLIGIBLE_MEMORY } from '../contract/practical-margin.js';
import type { Sample, TrialRecord } from '../contract/record.js';
import { DEFAULT_NOISE_THRESHOLD, type Metric } from './metric.js';

export interface DensityPoint {
  /** Alive at that moment. */
  readonly instances: number;
  readonly memAvailableBytes: number;
  /** Of the host's kernel: slab that cannot be reclaimed, stacks, page tables, per-CPU. */
  readonly kernelBytes: number | undefined;
  /** Anonymous memory of processes that are not ours. */
  readonly othersBytes: number | undefined;
  /** Free, but not available: kept at hand by the kernel for each CPU. */
  readonly perCpuFreeBytes: number | undefined;
  /** Of Twinbench's own process. */
  readonly harnessBytes: number | undefined;
}

/** The host's level before the first and after each settled step, ascending in instances. */
export function densityPoints(trial: Pick<TrialRecord, 'samples'>): DensityPoint[] {
  return trial.samples.flatMap(toPoint).sort((left, right) => left.instances - right.instances);
}

function toPoint({ sampler, label = '', values }: Sample): DensityPoint[] {
  const instances = /^settled-(\d+)$/.exec(label)?.[1];
  const { memAvailableBytes } = values;
  return sampler !== 'host' || instances === undefined || memAvailableBytes === undefined
    ? []
    : [
        {
          instances: Number(instances),
          memAvailableBytes,
          kernelBytes: kernelBytes(values),
          othersBytes: values['othersAnonBytes'],
          perCpuFreeBytes: values['perCpuFreeBytes'],
          harnessBytes: values['harnessAnonBytes'],
        },
      ];
}

function kernelBytes(values: Sample['values']): number | undefined {
  const { slabUnreclaimableBytes, kernelStackBytes, pageTablesBytes, perCpuBytes = 0 } = values;
  if (slabUnreclaimableBytes === undefined || kernelStackBytes === undefined || pageTablesBytes === undefined) return undefined;
  return slabUnreclaimableBytes + kernelStackBytes + pageTablesBytes + perCpuBytes;
}

export const memoryMarginal: Metric = {
  definition: {
    id: 'memory-marginal',
    title: 'Memory of the next instance',
    unit: 'byte',
    direction: 'lower-is-better',
    group: 'memory',
    scope: 'environment',
    subject: 'host',
    source: '/proc/meminfo MemAvailable',
    definition:
      'What N identical idle instances together took from the memory that the host has available, ÷ N; read settled, before the first and ' +
      "after the last. Whatever the host's kernel holds for them is in it, whether a cgroup accounts for it or not.",
    scenarios: ['density'],
    practicalMargin: NEGLIGIBLE_MEMORY,
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  work: { workloadId: 'idle' },
  derive: (trial) => {
    const points = densityPoints(trial);
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined || last.instances <= first.instances) return undefined;
    return (first.memAvailableBytes - last.memAvailableBytes) / (last.instances - first.instances);
  },
};
