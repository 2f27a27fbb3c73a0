/** Names of the per-run folders: `run-<pid>-<start time>` of the process that made them, which no later process can repeat. */
import { readFileSync } from 'node:fs';

/** Start time of a process in clock ticks since boot (field 22 of /proc/pid/stat), or undefined when there is none. */
export function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The command name is in parentheses and may itself hold spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

export function ownRunName(): string {
  return `run-${String(process.pid)}-${startTimeOf(process.pid) ?? '0'}`;
}

/** False for names that are not ours to judge. */
export function isRunOfDeadOwner(name: string): boolean {
  const match = /^run-(\d+)-(\d+)$/.exec(name);
  return match !== null && startTimeOf(Number(match[1])) !== match[2];
}
