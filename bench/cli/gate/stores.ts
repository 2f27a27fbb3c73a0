/** Where a gate finds what was kept of earlier runs. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ResultsDocument } from '../../contract/document.js';
import { type HistoryEntry, parseHistoryEntry } from '../../contract/history.js';
import { UsageError } from '../failure.js';
import { reason } from '../results-folder.js';

/** Folder of named baselines, beside the results. */
const BASELINES = path.join('results', 'baselines');

/** Undefined where no baseline has that name. @throws FormatError */
export async function readNamedBaseline(name: string): Promise<ResultsDocument[] | undefined> {
  const { readSide } = await import('./sides.js');
  const folder = path.join(BASELINES, name);
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) return undefined;
  try {
    await readdir(folder);
  } catch {
    return undefined;
  }
  return [...(await readSide(folder)).documents];
}

/** The oldest first. @throws UsageError – no such folder; FormatError */
export async function readHistory(folder: string): Promise<HistoryEntry[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  } catch (error) {
    throw new UsageError(`cannot read the history ${folder}: ${reason(error)}`);
  }
  const entries = await Promise.all(
    names.map(async (name) => parseHistoryEntry(await readFile(path.join(folder, name), 'utf8'), path.join(folder, name))),
  );
  return entries.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}
