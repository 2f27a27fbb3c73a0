/** What one sampler reads, and how a file that is read again and again is kept open. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { Instance } from '../../runtimes/runtime.js';

/** Name → number in base units (bytes) or nanoseconds, as the name says. */
export type Values = Record<string, number>;

/** One reading, not yet relative to a trial's origin. */
export interface Reading {
  readonly sampler: string;
  /** Host CLOCK_MONOTONIC just before the reading. */
  readonly atNs: bigint;
  readonly instanceId: string;
  /** Absent for periodic readings. */
  readonly label?: string;
  readonly values: Readonly<Values>;
}

/** One source of readings about one instance. */
export interface Source {
  /** Sampler id of the trial record. */
  readonly id: string;
  /** Everything at once, synchronously; undefined once what is read is gone, which is normal at an instance's end. */
  read(): Values | undefined;
  close(): void;
}

export type Subjects = Instance['subjects'];

/** Whom to read of an instance, and when. */
export interface Sampler {
  /** `marks`: at every moment that has a label, within microseconds; `full`: only where everything is read, which may take milliseconds. */
  readonly at: 'marks' | 'full';
  /** Undefined where the instance has no such subject. */
  readonly open: (subjects: Subjects, guestRamBytes: number) => Source | undefined;
}

/** Enough for every cgroup file; memory.stat of v2 has about 2 KiB. */
const BUFFER_BYTES = 16 * 1024;
const buffer = Buffer.allocUnsafe(BUFFER_BYTES);

function readFromStart(descriptor: number): string {
  return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, BUFFER_BYTES, 0));
}

/** A kernel file kept open and read anew from its start each time: 10 to 30 µs instead of the 40 to 80 of an open besides. */
export class KeptFile {
  #descriptor: number | undefined;

  constructor(path: string) {
    try {
      this.#descriptor = openSync(path, 'r');
    } catch {
      this.#descriptor = undefined;
    }
  }

  /** The file's text, at most 16 KiB; undefined when it never existed or is gone by now. */
  read(): string | undefined {
    if (this.#descriptor === undefined) return undefined;
    try {
      return readFromStart(this.#descriptor);
    } catch {
      this.close();
      return undefined;
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

/**
 * A kernel file of at most 16 KiB in one reading: less than half the time of `readFileSync`, which asks for the size that such a file does not
 * have and reads twice, into buffers of its own.
 * @throws Error – it is not there, is gone, or may not be read
 */
export function readKernelFile(path: string): string {
  const descriptor = openSync(path, 'r');
  try {
    return readFromStart(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The number after `key` and a space at the start of a line; undefined when there is no such line. */
export function numberAfter(text: string, key: string): number | undefined {
  const start = text.startsWith(`${key} `) ? 0 : text.indexOf(`\n${key} `) + 1;
  if (start === 0 && !text.startsWith(`${key} `)) return undefined;
  const value = Number.parseInt(text.slice(start + key.length + 1), 10);
  return Number.isNaN(value) ? undefined : value;
}
