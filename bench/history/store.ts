/** The folder of a history: one small file for each run. Nobody has to lock it, and two branches that both appended merge without a conflict. */

import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { ExpectedError } from '../../runtimes/errors.js';
import { syncFolder } from '../../runtimes/whole-file.js';
import { FormatError } from '../contract/format-error.js';
import { HISTORY_VERSION, type HistoryEntry, historyEntry } from '../contract/history.js';
import type { HistoryRow } from '../contract/history-row.js';
import { removeLeftovers, writeDurably } from './durable-file.js';
import { entryName, isEntryName, isNameOf } from './entry-name.js';
import { entryText } from './entry-text.js';
import { readEntry } from './read-entry.js';
import { RowReader } from './row-reader.js';
import { TextReader } from './text-reader.js';

export interface Appended {
  readonly file: string;
  /** `unchanged`: the same run with the same figures was there already. */
  readonly outcome: 'added' | 'unchanged' | 'replaced';
}

export interface AppendOptions {
  /** Of a run that is there with other facts; it is refused otherwise. */
  readonly replace?: boolean;
}

/** The history has this run already, and says something else of it. */
class RunConflictError extends ExpectedError {
  override readonly kind = 'usage';
}

/** Returns once the entry survives a power cut. Makes the folder. @throws RunConflictError, FormatError, Error of the file system */
export async function appendEntry(
  folder: string,
  entry: HistoryEntry,
  { replace = false }: AppendOptions = {},
): Promise<Appended> {
  const name = nameFor(entry);
  const text = entryText(entry);
  const known = (await entryNames(folder)).filter((one) => isNameOf(one, entry.runId));
  const file = path.join(folder, known.at(-1) ?? name);
  if (known.length > 0) {
    const old = await readFile(file, 'utf8');
    if (old === text) return { file, outcome: 'unchanged' };
    if (!replace) throw conflict(entry, file);
  }
  await writeDurably(file, text);
  await removeLeftovers(folder, Date.now(), isEntryName);
  return { file, outcome: known.length > 0 ? 'replaced' : 'added' };
}

/** Other facts about a run that is there. */
export async function rewriteEntry(file: string, entry: HistoryEntry): Promise<void> {
  await writeDurably(file, entryText(entry));
}

function nameFor(entry: HistoryEntry): string {
  const name = entryName(entry);
  const problem = historyEntry.safeParse(entry).error;
  if (name !== undefined && problem === undefined && entry.schemaVersion === HISTORY_VERSION) return name;
  const wrong = name === undefined ? `its start "${entry.startedAt}" is no time` : 'it is no entry of a history';
  throw new FormatError('invalid', { fileName: `run ${entry.runId}` }, wrong, 'Append a run that Twinbench measured.');
}

function conflict({ runId }: HistoryEntry, file: string): RunConflictError {
  return new RunConflictError(
    `the history has the run ${runId} already, with other facts (${file}). Nothing was changed; give --replace to put the new ones in their place.`,
  );
}

export interface ReadOptions {
  /** Only so many of the newest entries, by their names; all when absent. */
  readonly newest?: number | undefined;
  /** Told of a file that cannot be read as an entry, which is then left out; thrown when absent. */
  readonly onCorrupt?: ((error: FormatError) => void) | undefined;
}

/**
 * Entries one after the other, the newest first, so that nobody has to hold all of them. Synchronous: ten thousand small files are read several
 * times faster so. @throws FormatError, Error of the file system – no such folder
 */
export function readEntries(folder: string, options: ReadOptions = {}): Generator<HistoryEntry> {
  return readAll(folder, options, readEntry);
}

export interface ReadRowsOptions extends ReadOptions {
  /** Asked before each row: whether its intervals are of use. Without them it takes less time. */
  readonly wantsIntervals?: () => boolean;
}

/** The same as rows, in less time where entries are alike. */
export function readRows(
  folder: string,
  { wantsIntervals = () => true, ...options }: ReadRowsOptions = {},
): Generator<HistoryRow> {
  const reader = new RowReader();
  return readAll(folder, options, (text, fileName) => reader.read(text, fileName, wantsIntervals()));
}

type Read<T> = (text: string, fileName: string) => T;

function* readAll<T>(folder: string, { newest, onCorrupt }: ReadOptions, read: Read<T>): Generator<T> {
  const texts = new TextReader();
  const beginning = path.join(folder, path.sep);
  let count = 0;
  for (const name of readdirSync(folder).filter(isEntryName).sort().reverse()) {
    if (newest !== undefined && count >= newest) return;
    const one = readOne(texts, `${beginning}${name}`, onCorrupt, read);
    if (one === undefined) continue;
    count += 1;
    yield one;
  }
}

function readOne<T>(texts: TextReader, file: string, onCorrupt: ReadOptions['onCorrupt'], read: Read<T>): T | undefined {
  try {
    return read(texts.read(file), file);
  } catch (error) {
    if (!(error instanceof FormatError) || onCorrupt === undefined) throw error;
    onCorrupt(error);
    return undefined;
  }
}

/** The newest entries, oldest first: what a gate holds a run against. */
export function readNewest(folder: string, newest: number, onCorrupt?: ReadOptions['onCorrupt']): HistoryEntry[] {
  return [...readEntries(folder, { newest, onCorrupt })].reverse();
}

/** Removes all but the newest; a file that is no entry stays, whatever its name. @returns how many were removed */
export async function pruneEntries(folder: string, keep: number): Promise<number> {
  const old = (await entryNames(folder)).slice(0, -keep).map((name) => path.join(folder, name));
  const own = old.filter(isEntry);
  for (const file of own) await rm(file, { force: true });
  if (own.length > 0) await syncFolder(folder);
  return own.length;
}

function isEntry(file: string): boolean {
  try {
    readEntry(readFileSync(file, 'utf8'), file);
    return true;
  } catch {
    return false;
  }
}

/** Ascending; none where there is no folder yet. */
async function entryNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter(isEntryName).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
