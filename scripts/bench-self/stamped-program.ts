/** Programs with a stamp: compiled starters that take the clock and become their target. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Socket } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { LaunchEventReader } from '../../runtimes/launcher/launch-events.js';
import { projectRoot } from '../../runtimes/native.js';
import { run } from '../../runtimes/process.js';

const COMPILE_DEADLINE_MS = 60_000;
const STAMP_FD = 4;

/** Compiles a source of this folder into `output`, statically. @throws CommandError */
export async function compileProgram(source: string, output: string, flags: readonly string[] = []): Promise<string> {
  const file = path.join(projectRoot, 'scripts', 'bench-self', source);
  await run('cc', ['-O2', '-static', '-s', ...flags, '-o', output, file], { deadlineMs: COMPILE_DEADLINE_MS });
  return output;
}

/** A program in `folder` that stamps and then is `target`. */
export function compileStamped(folder: string, target: string): Promise<string> {
  const name = `stamped-${createHash('sha256').update(target).digest('hex').slice(0, 8)}`;
  return compileProgram('stamped.c', path.join(folder, name), [`-DTARGET=${JSON.stringify(target)}`]);
}

/** Runs a stamped program whose output is the instant of its command. Resolves with the milliseconds between the two. */
export async function timeStamped(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe', 'ignore', 'pipe'] });
  const stamps = child.stdio[STAMP_FD];
  if (!(stamps instanceof Socket) || child.stdout === null || child.stderr === null)
    throw new Error(`${program} could not be started`);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const [stampText, output, errors] = await Promise.all([text(stamps), text(child.stdout), text(child.stderr)]);
  await ended;
  const [stamp] = new LaunchEventReader().push(stampText);
  if (stamp?.event !== 'start') throw new Error(`${program} did not stamp its start`);
  try {
    return millisecondsBetween(BigInt(stamp.ns), output);
  } catch (error) {
    throw new Error(`${[program, ...args].join(' ')} failed: ${errors}`, { cause: error });
  }
}

/** @param output what the command printed: its instant in nanoseconds */
export function millisecondsBetween(startNs: bigint, output: string): number {
  const instant = /^\d+$/m.exec(output.trim())?.[0];
  if (instant === undefined) throw new Error(`The command printed no instant: ${JSON.stringify(output)}`);
  return Number(BigInt(instant) - startNs) / 1e6;
}
