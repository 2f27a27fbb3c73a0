/** Reading and writing of cgroup files. They live in memory and answer in microseconds, so the calls are synchronous. */

import { accessSync, chmodSync, constants, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hasCode } from '../errno.js';
import { formatError } from '../errors.js';

/** Content of a file, or undefined when it does not exist or its group is gone. */
export function readControl(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENODEV')) return undefined;
    throw error;
  }
}

/** @throws Error – naming the file and the value */
export function writeControl(folder: string, name: string, value: string): void {
  const file = path.join(folder, name);
  try {
    writeFileSync(file, value, { flag: 'r+' });
  } catch (error) {
    throw new Error(`The kernel refused "${value}" in ${file}: ${formatError(error)}`, { cause: error });
  }
}

/** For what not every kernel has, or what another has done already. False when it was refused. */
export function tryWriteControl(folder: string, name: string, value: string): boolean {
  try {
    writeControl(folder, name, value);
    return true;
  } catch {
    return false;
  }
}

/** Value of `key` in a file of `key value` lines; 0 when the file or the key is missing. */
export function readCounter(file: string, key: string): number {
  const line = readControl(file)
    ?.split('\n')
    .find((one) => one.startsWith(`${key} `));
  return Number(line?.slice(key.length + 1) ?? 0);
}

/** Processes of this PID namespace. The kernel shows those of others as 0, which as a target means this process's own group. */
export function readPids(folder: string): number[] {
  return readMembers(folder).filter((pid) => pid > 0);
}

/** Whether there are processes that only another PID namespace can name. */
export function hasUnnamedPids(folder: string): boolean {
  return readMembers(folder).includes(0);
}

function readMembers(folder: string): number[] {
  const text = readControl(path.join(folder, 'cgroup.procs')) ?? '';
  return text.split('\n').filter(Boolean).map(Number);
}

/** Names of the folders in a folder; empty when it does not exist. */
export function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}

const FOLDER_MODE = 0o755;

/** With those above it, and with the same mode whatever the umask: instances see their own groups. */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = path.dirname(made)) chmodSync(made, FOLDER_MODE);
}

export function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
