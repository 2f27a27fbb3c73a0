/** One line of the doctor's findings. */
import type { InstanceKind } from '../../runtimes/runtime.js';

export interface Check {
  readonly id: string;
  readonly title: string;
  /** `degraded`: something works worse or cannot be measured. `missing`: what `neededFor` names cannot run. */
  readonly status: 'ok' | 'degraded' | 'missing';
  /** What was found, or why it failed. */
  readonly detail: string;
  /** Kinds of environment that it is about; empty when it is about the tests, or about what is optional. */
  readonly neededFor: readonly InstanceKind[];
  /** The exact command, or the step where no command can do it; absent when the status is `ok`. */
  readonly mend?: string;
}

/** What the checks need to know; everything else they try themselves. */
export interface CheckContext {
  readonly cacheFolder: string;
  /** Folder on the file system that instances write to; made when missing. */
  readonly workFolder: string;
  /** From `detectCgroups`. */
  readonly cgroups: { readonly layout: string } | { readonly reason: string };
  /** What lies among our own files and is not ours, or whose owner cannot be judged; none when absent. */
  readonly spared?: readonly string[];
  /** From the VM's accelerator probe, which boots something; without it only the device file is looked at. */
  readonly kvm?: { readonly usable: boolean; readonly reason: string };
}

export const EVERY_KIND: readonly InstanceKind[] = ['bare', 'container', 'vm'];

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The command as the user has to type it. */
export function asRoot(command: string): string {
  return isRoot() ? command : `sudo ${command}`;
}

/** First line of what a program says, without its own name's repetition. */
export function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.trim() ?? '';
}
