/**
 * Source `host`: /proc/meminfo of the whole host (kB = 1,024 bytes). memAvailableBytes: the kernel's estimate of what new programs can have without
 * swapping. The other members say where memory that is not available went. Per-CPU caches of free pages make it jump by about a MiB.
 */
import { readFileSync } from 'node:fs';
import type { Values } from './source.js';

export const HOST_SAMPLER = 'host';

const BYTES_PER_KB = 1024;

const FIELDS = {
  memTotalBytes: 'MemTotal',
  memAvailableBytes: 'MemAvailable',
  memFreeBytes: 'MemFree',
  anonBytes: 'AnonPages',
  fileBytes: 'Cached',
  shmemBytes: 'Shmem',
  slabReclaimableBytes: 'SReclaimable',
  slabUnreclaimableBytes: 'SUnreclaim',
  kernelStackBytes: 'KernelStack',
  pageTablesBytes: 'PageTables',
  perCpuBytes: 'Percpu',
} as const;

/** Undefined where the host does not tell. */
export function readHostMemory(): Values | undefined {
  try {
    const values = parseMeminfo(readFileSync('/proc/meminfo', 'latin1'));
    const own = parseOwnMemory(readFileSync('/proc/self/status', 'latin1'));
    return values && { ...values, ...own };
  } catch {
    return undefined;
  }
}

/** harnessAnonBytes: RssAnon of this process, which holds sockets and buffers of every instance. */
export function parseOwnMemory(text: string): Values {
  const kilobytes = /^RssAnon:\s+(\d+) kB/m.exec(text)?.[1];
  return kilobytes === undefined ? {} : { harnessAnonBytes: Number(kilobytes) * BYTES_PER_KB };
}

/** Undefined without MemTotal or MemAvailable; of the other fields those that are there. */
export function parseMeminfo(text: string): Values | undefined {
  const values = Object.fromEntries(
    Object.entries(FIELDS).flatMap(([name, field]) => {
      const kilobytes = new RegExp(`^${field}: +(\\d+) kB`, 'm').exec(text)?.[1];
      return kilobytes === undefined ? [] : [[name, Number(kilobytes) * BYTES_PER_KB]];
    }),
  );
  return 'memTotalBytes' in values && 'memAvailableBytes' in values ? values : undefined;
}
