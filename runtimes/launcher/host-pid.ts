/** Process ids of an instance as the host numbers them. */
import { readFileSync } from 'node:fs';

/**
 * The child of `parentPid` (host's number) that numbers itself `innerPid`, or undefined when it has ended already.
 * Without a PID namespace the two numbers are the same.
 */
export function findHostPid(parentPid: number, innerPid: number): number | undefined {
  return readChildren(parentPid).find((pid) => innermostPid(pid) === innerPid);
}

function readChildren(pid: number): number[] {
  return readProc(`/proc/${String(pid)}/task/${String(pid)}/children`)
    .split(' ')
    .filter(Boolean)
    .map(Number);
}

/** `NSpid:` lists the number in each PID namespace, the innermost last. */
function innermostPid(pid: number): number {
  const line = /^NSpid:\s+(.*)$/m.exec(readProc(`/proc/${String(pid)}/status`));
  return Number(line?.[1]?.split(/\s+/).at(-1));
}

function readProc(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
