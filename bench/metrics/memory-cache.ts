/** File cache that is charged to an instance: never part of the headline, for the first toucher pays for what others share. */
import type { TrialRecord } from '../contract/record.js';
import { DEFAULT_NOISE_THRESHOLD, listSamples, type Metric } from './metric.js';

export const memoryCache: Metric = {
  definition: {
    id: 'memory-cache',
    title: 'File cache',
    unit: 'byte',
    direction: 'neutral',
    group: 'memory',
    scope: 'workload',
    subject: 'instance',
    source: 'cgroup memory.stat file − shmem (v2) or cache − shmem (v1), last reading',
    definition:
      'Page cache charged to the instance at its last reading, without shared memory. The kernel charges a page to whoever touches it ' +
      'first, so the order of trials decides, and the host can take it back.',
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  derive: (trial) => {
    const last = listSamples(trial, 'cgroup').findLast(
      ({ values }) => values['fileBytes'] !== undefined && values['shmemBytes'] !== undefined,
    );
    return last && Math.max(0, (last.values['fileBytes'] ?? 0) - (last.values['shmemBytes'] ?? 0));
  },
};

/** Of the last reading of the memory maps; of QEMU in a VM, else of supervisor and workload, which must both have been there. */
function mappedBytes(trial: TrialRecord, name: 'PrivateFileBytes' | 'SharedFileBytes'): number | undefined {
  const vmm = listSamples(trial, 'vmm-memory').at(-1)?.values[
    name === 'PrivateFileBytes' ? 'privateFileBytes' : 'sharedFileBytes'
  ];
  if (vmm !== undefined) return vmm;
  const processes = listSamples(trial, 'process-memory').at(-1)?.values;
  const supervisor = processes?.[`supervisor${name}`];
  const workload = processes?.[`workload${name}`];
  return supervisor === undefined || workload === undefined ? undefined : supervisor + workload;
}

/** Not parts of memory-cache: a mapped page may be charged to another group, and what is cached but not mapped is in neither. */
export const memoryCacheMapped: readonly Metric[] = [
  {
    definition: {
      ...memoryCache.definition,
      id: 'memory-cache.private',
      title: 'Mapped files, private',
      source: '/proc/PID/smaps_rollup or smaps, Private_Clean, last reading',
      definition:
        "File pages that only one process maps: the instance's own. Whichever group they are charged to; not a part of memory-cache.",
    },
    derive: (trial) => mappedBytes(trial, 'PrivateFileBytes'),
  },
  {
    definition: {
      ...memoryCache.definition,
      id: 'memory-cache.shared',
      title: 'Mapped files, shared',
      source: '/proc/PID/smaps_rollup or smaps, Shared_Clean, last reading',
      definition:
        'File pages that other processes map too, as programs and libraries: one more instance needs no more of them. Whichever group ' +
        'they are charged to; not a part of memory-cache.',
    },
    derive: (trial) => mappedBytes(trial, 'SharedFileBytes'),
  },
];
