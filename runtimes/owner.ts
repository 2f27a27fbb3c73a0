/** Who owns what: names that carry a process's identity, so that a later run can tell whether the owner still lives. */
import { readFileSync } from 'node:fs';

export interface Owner {
  readonly pid: number;
  /** Clock ticks after the host's boot at which the process started (/proc/PID/stat, field 22); tells a reused pid apart. */
  readonly startTicks: string;
}

/** Zombie and dead: such a process does nothing any more, though its parent may never ask for its end. */
const ENDED_STATES = ['Z', 'X'];

/** Absent when there is no such process, or it has ended and was not reaped yet. */
export function ownerOf(pid: number): Owner | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTicks = fields[18];
    return startTicks === undefined || ENDED_STATES.includes(state) ? undefined : { pid, startTicks };
  } catch {
    return undefined;
  }
}

export function isAlive(owner: Owner): boolean {
  return ownerOf(owner.pid)?.startTicks === owner.startTicks;
}

/** `run-<pid>-<startTicks>`. */
export function ownerName(owner: Owner): string {
  return `run-${String(owner.pid)}-${owner.startTicks}`;
}

/** Absent when the name is not one of ours. */
export function parseOwnerName(name: string): Owner | undefined {
  const match = /^run-(\d+)-(\d+)$/.exec(name);
  return match?.[1] === undefined || match[2] === undefined ? undefined : { pid: Number(match[1]), startTicks: match[2] };
}

export function thisProcess(): Owner {
  const owner = ownerOf(process.pid);
  if (owner === undefined) throw new Error('cannot read /proc/self/stat; is /proc mounted?');
  return owner;
}

/** False for names that are not ours to judge. */
export function isNameOfDeadOwner(name: string): boolean {
  const owner = parseOwnerName(name);
  return owner !== undefined && !isAlive(owner);
}
