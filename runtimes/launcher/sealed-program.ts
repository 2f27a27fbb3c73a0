/**
 * Programs in memory that nobody can change, for those that containers run as their first process: root inside is the host's root in all
 * but its capabilities, and must not find the host's own file there (CVE-2019-5736).
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { nativeProgram } from '../native.js';

type Sealer = ChildProcessByStdio<Writable, Readable, Readable>;

/** Of memfd-seal: the host runs nothing that lies in memory alone. */
const FORBIDDEN = 2;

/**
 * Copies `program` into memory and seals it. Resolves with a path under which this process and its children can run the copy as long as this
 * process lives. Where the host forbids that (sysctl vm.memfd_noexec = 2), with `program` itself: nobody can write to it either while a
 * container lives, because the launcher runs it (ETXTBSY; not so in Linux 6.11 and 6.12).
 * @throws Error – it could not be copied; CommandError – no compiler, or it refused
 */
export async function sealProgram(program: string): Promise<string> {
  const seal = spawn(await nativeProgram('memfd-seal'), [program], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => seal.once('error', reject).once('close', resolve));
  // Awaited only after the sealed copy was taken over, or did not come; what fails before is not forgotten.
  ended.catch(() => undefined);
  const errors = text(seal.stderr);
  const descriptor = await takeOver(seal);
  seal.stdin.destroy();
  const code = await ended;
  if (descriptor !== undefined) return `/proc/${String(process.pid)}/fd/${String(descriptor)}`;
  if (code === FORBIDDEN) return program;
  throw new Error(`${program} could not be copied into memory: ${await errors}`);
}

/** A descriptor of our own for the sealed copy, which an exec closes; undefined when it made none. */
async function takeOver({ pid, stdout }: Sealer): Promise<number | undefined> {
  for await (const number of createInterface(stdout)) return openSync(`/proc/${String(pid)}/fd/${number}`, 'r');
  return undefined;
}
