/** cgroup v2: cpu.stat and memory.stat. */
import { numberAfter, type Values } from './source.js';

const NS_PER_US = 1000;

/** Nanoseconds, in steps of a microsecond. */
export function parseCpuStat(text: string): number | undefined {
  const usageUs = numberAfter(text, 'usage_usec');
  return usageUs === undefined ? undefined : usageUs * NS_PER_US;
}

/** `fileBytes` holds shared memory too, as the kernel counts it. */
export function parseMemoryStatV2(text: string): Values | undefined {
  const anonBytes = numberAfter(text, 'anon');
  const fileBytes = numberAfter(text, 'file');
  const shmemBytes = numberAfter(text, 'shmem');
  const mappedFileBytes = numberAfter(text, 'file_mapped');
  const kernelBytes = parseKernel(text);
  if (anonBytes === undefined || fileBytes === undefined || shmemBytes === undefined) return undefined;
  if (mappedFileBytes === undefined || kernelBytes === undefined) return undefined;
  return { anonBytes, fileBytes, shmemBytes, mappedFileBytes, kernelBytes };
}

/** Before Linux 5.18 there is no line `kernel`; then it is the sum of its parts, which leaves out what has no line of its own. */
function parseKernel(text: string): number | undefined {
  const whole = numberAfter(text, 'kernel');
  if (whole !== undefined) return whole;
  const parts = ['kernel_stack', 'pagetables', 'percpu', 'slab', 'vmalloc'].map((key) => numberAfter(text, key));
  if (parts[0] === undefined) return undefined;
  return parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}
