/**
 * A lock that the kernel gives back when its holder ends, in whatever way. It is flock(2)'s, which Node cannot take: flock(1) takes it on a
 * descriptor that it inherits, and the lock stays with what that descriptor refers to, which is ours. Programs started later do not inherit it,
 * because Node closes it on exec.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../../runtimes/errno.js';
import { formatError } from '../../runtimes/errors.js';
import { HostError } from '../contract/errors.js';

const MAX_NOTE_BYTES = 2_048;
/** Another user creates the file, or a program that tidies up removes it, just when it is looked at. */
const ATTEMPTS = 20;
const RETRY_MS = 10;
/** Of flock(1), when another process has the lock. */
const LOCKED = 1;

interface LockFile {
  /** Says who holds the lock, to those who are refused it. */
  writeNote(text: string): void;
  release(): void;
}

export type Attempt = { readonly held: LockFile } | { readonly held?: undefined; readonly note: string };

/**
 * Takes the lock, or tells what its holder has written. The file may lie in a folder that everybody can write to, so it must be a plain file
 * with one name, and what it says is nobody's word. @throws HostError – it is none, or cannot be opened; flock(1) is missing
 */
export async function tryLock(file: string): Promise<Attempt> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const descriptor = openPlainFile(file);
    if (descriptor !== undefined) {
      const taken = await tryDescriptor(file, descriptor);
      if (taken !== undefined) return taken;
    }
    await sleep(RETRY_MS);
  }
  throw new HostError(`${file} cannot be locked, because other programs keep replacing it; end them and try again`);
}

/** Undefined when the file of that name is another one by now. */
async function tryDescriptor(file: string, descriptor: number): Promise<Attempt | undefined> {
  let isKept = false;
  try {
    if (!(await flock(descriptor))) return { note: readNote(descriptor) };
    isKept = isStillAt(file, descriptor);
    return isKept ? { held: new Held(descriptor) } : undefined;
  } finally {
    if (!isKept) closeSync(descriptor);
  }
}

class Held implements LockFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  writeNote(text: string): void {
    try {
      ftruncateSync(this.#descriptor);
      writeSync(this.#descriptor, text.slice(0, MAX_NOTE_BYTES), 0);
    } catch {
      // The disk is full, or the file is another user's and read-only: the lock holds all the same.
    }
  }

  release(): void {
    this.writeNote('');
    closeSync(this.#descriptor);
  }
}

/**
 * Without O_CREAT first: where `fs.protected_regular` is on, the kernel refuses it for another user's file in a folder such as /tmp, to root as
 * well. Undefined when the file came or went meanwhile.
 */
function openPlainFile(file: string): number | undefined {
  const descriptor = openExisting(file) ?? create(file);
  if (descriptor === undefined) return undefined;
  const stats = fstatSync(descriptor);
  if (stats.isFile() && stats.nlink <= 1) return descriptor;
  closeSync(descriptor);
  throw notPlain(file);
}

function notPlain(file: string): HostError {
  return new HostError(`${file}, the lock of all runs on this host, is not a plain file with one name; remove it and try again`);
}

const FLAGS = constants.O_NOFOLLOW | constants.O_NONBLOCK;

function openExisting(file: string): number | undefined {
  for (const access of [constants.O_RDWR, constants.O_RDONLY]) {
    try {
      return openSync(file, access | FLAGS);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      if (hasCode(error, 'ELOOP', 'EISDIR', 'ENXIO')) throw notPlain(file);
      if (access === constants.O_RDONLY) throw cannotOpen(file, error);
    }
  }
  return undefined;
}

/** Everybody may lock it, whatever the umask. */
function create(file: string): number | undefined {
  try {
    const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | FLAGS, 0o666);
    fchmodSync(descriptor, 0o666);
    return descriptor;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return undefined;
    throw cannotOpen(file, error);
  }
}

function cannotOpen(file: string, error: unknown): HostError {
  const reason = formatError(error);
  return new HostError(
    `cannot open ${file}, the lock of all runs on this host: ${reason}. Make it readable, or remove it as root.`,
  );
}

/** False when another process has the lock. @throws HostError */
async function flock(descriptor: number): Promise<boolean> {
  const child = spawn('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'pipe', descriptor] });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await once(child, 'close').catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
    throw new HostError('flock is not installed, and only one run at a time may measure; install util-linux');
  });
  const code = child.exitCode;
  if (code === 0 || code === LOCKED) return code === 0;
  throw new HostError(`flock failed: ${said.trim() || `exit code ${String(code)}`}`);
}

function isStillAt(file: string, descriptor: number): boolean {
  const mine = fstatSync(descriptor);
  const there: Stats | undefined = statSync(file, { throwIfNoEntry: false });
  return there?.ino === mine.ino && there.dev === mine.dev;
}

function readNote(descriptor: number): string {
  const bytes = Buffer.alloc(MAX_NOTE_BYTES);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, MAX_NOTE_BYTES, 0)).toString('utf8');
}
