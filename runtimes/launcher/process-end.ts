/** Waits for a process that is no child of ours. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whoever inherited the process from a killed launcher may take a moment to reap it. @throws Error – it does not end in time */
export async function waitForEnd(pid: number | undefined, deadlineMs: number): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (pid !== undefined && isRunning(pid)) {
    if (performance.now() > deadline) throw new Error(`process ${String(pid)} does not end`);
    await sleep(1);
  }
}

/** What is dead and waits for its parent holds nothing any more. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  } catch {
    return false;
  }
}
