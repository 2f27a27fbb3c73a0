/** Marks a run of a history as the one whose level later runs are held to. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type HistoryEntry, parseHistoryEntry } from '../contract/history.js';
import { isEntryName, isNameOf } from './entry-name.js';
import { type Appended, rewriteEntry } from './store.js';

/** The newest run when none is named; undefined when the history has no such run. @throws FormatError, Error of the file system */
export async function acceptRun(
  folder: string,
  runId: string | undefined,
  reason: string,
): Promise<{ readonly file: Appended['file']; readonly entry: HistoryEntry } | undefined> {
  const names = readdirSync(folder).filter(isEntryName).sort();
  const name = runId === undefined ? names.at(-1) : names.findLast((one) => isNameOf(one, runId));
  if (name === undefined) return undefined;
  const file = path.join(folder, name);
  const old = parseHistoryEntry(readFileSync(file, 'utf8'), file);
  const entry = { ...old, flags: { ...old.flags, accepted: true, acceptedReason: reason } };
  await rewriteEntry(file, entry);
  return { file, entry };
}
