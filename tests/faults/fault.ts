/** What one case of the fault matrix is, and what is seen of it. */
import type { Scope } from './leaks.js';

/** Where a fault strikes; `host` for faults of no instance in particular. */
export type FaultEnvironment = 'bare' | 'container' | 'vm' | 'host';

/** What a host must offer for a case to be possible. */
export type Need = 'root' | 'cgroups';

export interface Seen {
  /** `completed`, `failed: CODE`, `timed-out: STEP`, or what a whole command came to, in words. */
  readonly outcome: string;
  /** Of the command, or what `twinbench run` ends with after such trials. */
  readonly exitCode: number | null;
  /** What went on afterwards, in words; empty when nothing did. */
  readonly wentOn: string;
}

export interface Fault {
  readonly family: string;
  readonly name: string;
  readonly environment: FaultEnvironment;
  readonly needs?: readonly Need[];
  readonly expected: Seen;
  /** Makes the fault happen. Processes, folders and mounts that belong to it are noted in the scope, so that they are looked for afterwards. */
  inject(scope: Scope): Promise<Seen>;
}

export const WENT_ON = 'next trial';

/** @throws Error – the condition did not come; names what was waited for */
export async function until(what: string, condition: () => boolean, deadlineMs = 120_000): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`waited ${String(deadlineMs / 1000)} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
