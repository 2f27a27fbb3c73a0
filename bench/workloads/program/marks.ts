/** Writes the workload's own marks to the descriptor that the supervisor gave it. The host stamps them; nothing is timed here. */
import { writeSync } from 'node:fs';

/** `S` workload-start, `B` window-start, `E` window-end: see the supervisor's protocol. */
export type MarkByte = 'S' | 'B' | 'E';

const descriptor = Number(process.env['TWINBENCH_MARK_FD'] ?? '');

/** Written at once, synchronously; nothing happens when no descriptor was given. */
export function signalMark(mark: MarkByte): void {
  if (Number.isInteger(descriptor) && descriptor > 0) writeSync(descriptor, mark);
}
