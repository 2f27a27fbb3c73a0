/**
 * Source `host`: /proc/meminfo of the whole host (kB = 1,024 bytes). memAvailableBytes: the kernel's estimate of what new programs can have without
 * swapping. The other members say where memory that is not available went. perCpuFreeBytes (/proc/zoneinfo, pages): free pages that the kernel
 * keeps at hand for each CPU; they are free, but MemFree and MemAvailable do not count them, and after a large process has ended they are
 * hundreds of MiB for some seconds (kernel 6.18, 24 GiB).
 * othersAnonBytes: RssAnon of /proc/PID/status over all processes that neither are this one nor descend from it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { readKernelFile, type Values } from './source.js';

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
    return values && { ...values, ...own, ...readPerCpuFree() };
  } catch {
    return undefined;
  }
}

function readPerCpuFree(): Values {
  try {
    pageBytes ??= parsePageBytes(readFileSync('/proc/self/smaps', 'latin1'));
    return { perCpuFreeBytes: parsePerCpuPages(readFileSync('/proc/zoneinfo', 'latin1')) * pageBytes };
  } catch {
    return {};
  }
}

let pageBytes: number | undefined;

/** @throws Error – no mapping says how large its pages are */
export function parsePageBytes(smaps: string): number {
  const kilobytes = /^KernelPageSize: +(\d+) kB/m.exec(smaps)?.[1];
  if (kilobytes === undefined) throw new Error('/proc/self/smaps says no KernelPageSize');
  return Number(kilobytes) * BYTES_PER_KB;
}

/** Sum of the `count` lines, one for each CPU and zone. */
export function parsePerCpuPages(zoneinfo: string): number {
  return [...zoneinfo.matchAll(/^ +count: +(\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
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

interface ProcessMemory {
  readonly pid: number;
  readonly parentPid: number;
  readonly anonBytes: number;
}

/** Anonymous memory of everybody else's processes; takes about 20 µs for each process of the host. */
export function readOthersMemory(): Values {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  return { othersAnonBytes: othersAnonBytes(processes, process.pid) };
}

export function othersAnonBytes(processes: readonly ProcessMemory[], ownPid: number): number {
  const parents = new Map(processes.map(({ pid, parentPid }) => [pid, parentPid]));
  const isOurs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 0; at = parents.get(at)) if (at === ownPid) return true;
    return false;
  };
  return processes.filter(({ pid }) => !isOurs(pid)).reduce((sum, { anonBytes }) => sum + anonBytes, 0);
}

/** Undefined for a process that is gone by now. */
function readProcess(pid: number): ProcessMemory | undefined {
  try {
    const text = readKernelFile(`/proc/${String(pid)}/status`);
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
    return { pid, parentPid: field('PPid'), anonBytes: field('RssAnon') * BYTES_PER_KB };
  } catch {
    return undefined;
  }
}
