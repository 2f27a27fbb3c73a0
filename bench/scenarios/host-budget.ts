/** How many more instances the host can bear: of memory, file descriptors and process ids, none is ever used up. */
import { readdirSync, readFileSync } from 'node:fs';

const GIB = 1024 ** 3;
/** Left to everything else on the host, whichever is more. A guess on the safe side: swapping and the OOM killer begin far below. */
const RESERVE_BYTES = GIB;
const RESERVE_RATIO = 0.15;
/** Shares of the limits that instances may use. */
const USABLE_RATIO = 0.8;
/** Sockets and pipes by which this process holds one instance; measured: 7 for a container, 9 for a VM. */
const DESCRIPTORS_PER_INSTANCE = 16;
/** A guest with QEMU's threads, or a supervisor with node's. */
const TASKS_PER_INSTANCE = 24;

export interface HostRoom {
  readonly memTotalBytes: number;
  readonly memAvailableBytes: number;
}

export type BudgetEnd = 'memory-budget' | 'descriptor-limit' | 'process-limit';

/** Bytes that stay available whatever is started. */
export function reserveBytes(memTotalBytes: number): number {
  return Math.max(RESERVE_BYTES, memTotalBytes * RESERVE_RATIO);
}

/** Why `count` more instances of `eachBytes` must not be started; undefined when they may. */
export function whyNoRoom(room: HostRoom, count: number, eachBytes: number): BudgetEnd | undefined {
  if (room.memAvailableBytes - count * eachBytes < reserveBytes(room.memTotalBytes)) return 'memory-budget';
  if (openDescriptors() + count * DESCRIPTORS_PER_INSTANCE > descriptorLimit() * USABLE_RATIO) return 'descriptor-limit';
  if (tasks() + count * TASKS_PER_INSTANCE > taskLimit() * USABLE_RATIO) return 'process-limit';
  return undefined;
}

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** Soft limit of this process; Node has raised it to the hard one. */
function descriptorLimit(): number {
  const limit = /^Max open files +(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
  return limit === undefined || limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit);
}

/** All threads of the host: the fourth field of /proc/loadavg is `running/all`. */
function tasks(): number {
  return Number(/^\S+ \S+ \S+ \d+\/(\d+)/.exec(readFileSync('/proc/loadavg', 'latin1'))?.[1] ?? 0);
}

function taskLimit(): number {
  const limits = ['pid_max', 'threads-max'].map((name) => Number(readFileSync(`/proc/sys/kernel/${name}`, 'latin1')));
  return Math.min(...limits);
}
