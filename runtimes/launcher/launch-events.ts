/** What the launcher says on its status descriptor: JSON lines, parsed and typed. */
import { z } from 'zod';

const count = z.number().nonnegative();
const launchEvent = z.discriminatedUnion('event', [
  /** First instruction of the launcher: the origin of boot time. `ns` is CLOCK_MONOTONIC. */
  z.object({ event: z.literal('start'), ns: count }),
  /** Container only: about to clone. */
  z.object({ event: z.literal('isolating'), ns: count }),
  /** The instance's first process, as the host numbers it. */
  z.object({ event: z.literal('child'), pid: count }),
  /** That process ended; the times are its own and its reaped children's. */
  z.object({
    event: z.literal('exit'),
    kind: z.enum(['exited', 'signaled']),
    code: z.number(),
    userUs: count,
    systemUs: count,
  }),
  z.object({ event: z.literal('error'), step: z.string(), object: z.string(), errno: z.string(), message: z.string() }),
]);

export type LaunchEvent = z.infer<typeof launchEvent>;
export type LaunchExit = Extract<LaunchEvent, { event: 'exit' }>;
export type LaunchError = Extract<LaunchEvent, { event: 'error' }>;

/** Splits the status stream into events. Lines of other kinds, and bytes after the last newline, are ignored. */
export class LaunchEventReader {
  #rest = '';

  push(chunk: string): LaunchEvent[] {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.flatMap(parseLine);
  }
}

function parseLine(line: string): LaunchEvent[] {
  try {
    const parsed = launchEvent.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
