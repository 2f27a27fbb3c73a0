/** Where a gate finds what was kept of earlier runs. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type HistoryEntry, parseHistoryEntry } from '../../contract/history.js';
import { UsageError } from '../failure.js';
import { reason } from '../results-folder.js';

/** Folder of named baselines, beside the results. */
const BASELINES = path.join('results', 'baselines');

/** Holds its runs, a folder each. Undefined where no baseline has that name. */
export async function namedBaselineFolder(name: string): Promise<string | undefined> {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) return undefined;
  const folder = path.join(BASELINES, name);
  return stat(folder).then(
    (found) => (found.isDirectory() ? folder : undefined),
    () => undefined,
  );
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
