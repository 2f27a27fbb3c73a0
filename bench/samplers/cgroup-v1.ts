/**
 * cgroup v1 and hybrid: cpuacct.usage, memory.usage_in_bytes, memory.stat (the `total_` lines, descendants included) and
 * memory.kmem.usage_in_bytes.
 */
import { numberAfter, type Values } from './source.js';

/** Nanoseconds. */
export function parseCpuacctUsage(text: string): number | undefined {
  const cpuNs = Number.parseInt(text, 10);
  return Number.isNaN(cpuNs) ? undefined : cpuNs;
}

/** `fileBytes` holds shared memory too, as the kernel counts it. Kernel memory is not in this file. */
export function parseMemoryStatV1(text: string): Values | undefined {
  const anonBytes = numberAfter(text, 'total_rss');
  const fileBytes = numberAfter(text, 'total_cache');
  const shmemBytes = numberAfter(text, 'total_shmem');
  const mappedFileBytes = numberAfter(text, 'total_mapped_file');
  if (anonBytes === undefined || fileBytes === undefined || shmemBytes === undefined || mappedFileBytes === undefined)
    return undefined;
  return { anonBytes, fileBytes, shmemBytes, mappedFileBytes };
}
