/** Processes as the host numbers them. */
import { read } from './leaks.js';

export function readParent(pid: number | undefined): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(read(`/proc/${String(pid)}/status`))?.[1]);
}

export function readChildren(pid: number): number[] {
  return read(`/proc/${String(pid)}/task/${String(pid)}/children`)
    .split(' ')
    .filter(Boolean)
    .map(Number);
}

/** User and system time that the process has used, in clock ticks of 10 ms. */
export function readCpuTicks(pid: number): number {
  const stat = read(`/proc/${String(pid)}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}
