/**
 * Runs the command line inside the test's own process, for what starts no instance: it costs no start of Node. Streams, folder and variables
 * belong to the process, so that calls wait for each other. That the exit code and the streams of a real process are these is tested
 * with `twinbench.ts`.
 */
import { vi } from 'vitest';
import { main } from '../bench/cli/main.js';

export interface EndedHere {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

let last: Promise<unknown> = Promise.resolve();

export function twinbenchHere(args: readonly string[], surroundings: Surroundings = {}): Promise<EndedHere> {
  const ended = last.then(() => runHere(args, surroundings));
  last = ended.catch(() => undefined);
  return ended;
}

async function runHere(args: readonly string[], { cwd = process.cwd(), env = {} }: Surroundings): Promise<EndedHere> {
  const folder = process.cwd();
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  process.chdir(cwd);
  try {
    const code = await main(args);
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    process.chdir(folder);
    vi.unstubAllEnvs();
    stdout.release();
    stderr.release();
  }
}

function capture(stream: NodeJS.WriteStream): { text(): string; release(): void } {
  const chunks: Uint8Array[] = [];
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk: string | Uint8Array, ...rest: unknown[]) => {
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    const written = rest.at(-1);
    if (typeof written === 'function') process.nextTick(written);
    return true;
  });
  return { text: () => Buffer.concat(chunks).toString(), release: () => spy.mockRestore() };
}
