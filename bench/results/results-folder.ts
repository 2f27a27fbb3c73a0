/** Where a run's files live: `results/<run id>/`, with `results/latest` pointing at the newest. */

import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, realpath, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exists, makeFolders } from '../../runtimes/cache.js';
import { formatError } from '../../runtimes/errors.js';
import { judgeName, ownerName, thisProcess } from '../../runtimes/owner.js';
import { type FileContent, replaceFile } from '../../runtimes/whole-file.js';
import { HostError, UsageError } from '../contract/errors.js';
import { refuseStaleLatest } from './latest.js';

export const JOURNAL_FILE = 'trials.jsonl';
export const RESULTS_FILE = 'results.json';
export const VERDICT_FILE = 'verdict.json';

/** Sorts by time; unique enough for runs that start in the same second. */
export function makeRunId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${randomBytes(2).toString('hex')}`;
}

/** Makes the folder of a new run, which nobody else has. @throws HostError – parent not writable, disk full, it exists */
export async function makeRunFolder(parent: string, runId: string): Promise<string> {
  const folder = path.resolve(parent, runId);
  try {
    await makeFolders(path.dirname(folder));
    await mkdir(folder);
    return folder;
  } catch (error) {
    throw new HostError(
      `cannot make the results folder ${folder}: ${formatError(error)}. Name a writable one with --output DIR.`,
    );
  }
}

/** Removes the folder of a run that recorded nothing; what others put into it stays, and the folder with it. */
export async function removeRunFolder(folder: string): Promise<void> {
  await rm(path.join(folder, JOURNAL_FILE), { force: true });
  await rmdir(folder).catch(() => undefined);
}

/** Makes a folder and those above it where they are missing. @throws HostError – not writable, disk full */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeFolders(path.resolve(folder));
  } catch (error) {
    throw new HostError(`cannot make the folder ${folder}: ${formatError(error)}. Name a writable one.`);
  }
}

/**
 * Does `work` in an empty folder below `parent`, which goes again afterwards; so do the folders above it that had to be made.
 * @throws Error – it cannot be made
 */
export async function withPassingFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const missing = await listMissingFolders(path.resolve(parent));
  try {
    await makeFolders(path.resolve(parent));
    const folder = await mkdtemp(path.join(path.resolve(parent), '.twinbench-'));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    // Not those that somebody else uses meanwhile.
    for (const made of missing) await rmdir(made).catch(() => undefined);
  }
}

/** The innermost first. */
async function listMissingFolders(folder: string): Promise<string[]> {
  if (await exists(folder)) return [];
  const above = path.dirname(folder);
  return [folder, ...(above === folder ? [] : await listMissingFolders(above))];
}

/** Whether files can be written there, found out by doing it; leaves nothing behind. @param hint what to do when not @throws HostError */
export async function checkFolder(folder: string, hint: string): Promise<void> {
  try {
    await withPassingFolder(folder, async (own) => writeFile(path.join(own, 'file'), 'content'));
  } catch (error) {
    throw new HostError(`cannot write to the folder ${path.resolve(folder)}: ${formatError(error)}. ${hint}`);
  }
}

/** The real folder of a run that the user named. @throws UsageError – no such folder, or a `latest` that is not the newest run */
export async function findRunFolder(name: string): Promise<string> {
  await refuseStaleLatest(name);
  try {
    const folder = await realpath(name);
    await readdir(folder);
    return folder;
  } catch (error) {
    throw new UsageError(`no results folder at ${name}: ${formatError(error)}`);
  }
}

/** Removes what commands that were killed while they wrote into the folder left half written. */
export async function sweepHalfWritten(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => {
    const owner = /\.(run-[0-9a-f-]+)\.tmp$/.exec(name)?.[1];
    return owner !== undefined && judgeName(owner) === 'dead';
  });
  // What cannot be removed, such as a folder of that name, is none of ours and stops nobody.
  for (const name of left) await rm(path.join(folder, name), { force: true }).catch(() => undefined);
}

/** Writes what a run's records give, which can be derived again. @param name inside the run's folder @throws HostError */
export async function writeDerived(folder: string, name: string, content: FileContent): Promise<void> {
  const hint = `The trials recorded so far are kept; free space and run: twinbench analyze ${folder}`;
  await writeWhole(path.join(folder, name), content, hint);
}

const OTHER_PLACE = 'Free space or name another place; what was there before is unchanged.';

/** Writes a file whole or not at all: temporary name, fsync, rename. @param hint what to do when it fails @throws HostError */
export async function writeWhole(file: string, content: FileContent, hint = OTHER_PLACE): Promise<void> {
  try {
    await replaceFile(file, `${file}.${ownerName(thisProcess())}.tmp`, content);
  } catch (error) {
    throw new HostError(`cannot write ${file}: ${formatError(error)}. ${hint}`);
  }
}
