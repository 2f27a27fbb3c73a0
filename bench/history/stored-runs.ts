/** What commands on histories and baselines have in common: their usual folders, the run that is meant, its commit, what a gate said of it. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../../runtimes/errno.js';
import type { ResultsDocument } from '../contract/document.js';
import { UsageError } from '../contract/errors.js';
import { type GateVerdict, parseVerdict } from '../contract/verdict.js';
import { readDocumentFile } from '../results/document-file.js';
import { refuseStaleLatest } from '../results/latest.js';
import { readText } from '../results/read-text.js';
import { RESULTS_FILE, VERDICT_FILE } from '../results/results-folder.js';

/** One folder to commit, cache or upload. Not hidden: artifact uploads leave hidden files out. */
export const HISTORY_FOLDER = path.join('twinbench-data', 'history');
export const BASELINES_FOLDER = path.join('twinbench-data', 'baselines');
export const LATEST_RUN = 'results/latest';

export interface StoredRun {
  readonly document: ResultsDocument;
  /** Of its files. */
  readonly folder: string;
}

/** A run's folder, its results.json, or its id below `results/`. @throws UsageError, FormatError */
export async function findRun(name: string): Promise<StoredRun> {
  const places = [name, ...(name.includes('/') ? [] : [path.join('results', name)])];
  for (const place of places) {
    await refuseStaleLatest(place);
    const found = await stat(place).catch(() => undefined);
    if (found === undefined) continue;
    const file = found.isDirectory() ? path.join(place, RESULTS_FILE) : place;
    return { document: await readDocumentFile(file), folder: path.dirname(file) };
  }
  throw new UsageError(
    `no run at ${places.join(' or ')}. Name the folder of a run, its ${RESULTS_FILE}, or its id below results/.`,
  );
}

/** The verdict in the file that the user named, or beside the run when it is of this run. @throws UsageError, FormatError */
export async function findVerdict({ document, folder }: StoredRun, named: string | undefined): Promise<GateVerdict | undefined> {
  const file = named ?? path.join(folder, VERDICT_FILE);
  const text = named === undefined ? await readIfAny(file) : await readText(file);
  if (text === undefined) return undefined;
  const verdict = parseVerdict(text, file);
  if (verdict.candidate.runs.some(({ id }) => id === document.run.id)) return verdict;
  if (named === undefined) return undefined;
  throw new UsageError(
    `${file} is a verdict on ${listed(verdict)}, not on the run ${document.run.id}. Give the one of this run.`,
  );
}

function listed({ candidate }: GateVerdict): string {
  return candidate.runs.length === 0 ? 'no run' : `the run ${candidate.runs.map(({ id }) => id).join(', ')}`;
}

async function readIfAny(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
