/** What a user calls a side of a comparison: a results folder, a results.json, a folder of several runs, or a named baseline. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ResultsDocument } from '../contract/document.js';
import { UsageError } from '../contract/errors.js';
import { readDocumentFile } from '../results/document-file.js';
import { refuseStaleLatest } from '../results/latest.js';
import { RESULTS_FILE } from '../results/results-folder.js';
import { MissingBaselineError, readBaseline as readNamed } from './baselines.js';
import { BASELINES_FOLDER } from './stored-runs.js';

export interface Side {
  readonly documents: readonly ResultsDocument[];
  readonly label: string;
  /** Where its own files lie; absent for a named baseline. */
  readonly folder?: string;
}

/** @throws UsageError – nothing there; FormatError */
export async function readSide(name: string): Promise<Side> {
  await refuseStaleLatest(name);
  const found = await readKind(name);
  if (found === 'file') return { documents: [await readDocumentFile(name)], label: name, folder: path.dirname(name) };
  if (found === 'folder') return { documents: await readFolder(name), label: name, folder: name };
  throw new UsageError(`there is no results folder or file ${name}`);
}

export interface BaselineRequest {
  readonly name: string;
  /** Whether it may be a folder of several runs, each a folder in it; with `--baseline`, which takes one run, it may not. */
  readonly mayBeSeveral: boolean;
  readonly candidate: Side;
  readonly say: (text: string) => void;
}

/**
 * A word is the name of a baseline, whatever lies in the current folder; a path has a slash or ends in `.json`.
 * @returns undefined where there is no such baseline @throws UsageError – no such path, or several runs where one is meant; FormatError
 */
export async function readBaseline(request: BaselineRequest): Promise<Side | undefined> {
  const { name, say } = request;
  if (isPath(name)) return readBaselinePath(request);
  const isFolderHere = (await readKind(name)) !== undefined;
  try {
    const { documents } = await readNamed(BASELINES_FOLDER, name);
    if (isFolderHere) say(`${name} is the baseline of that name in ${BASELINES_FOLDER}; for what lies here write ./${name}`);
    return { documents, label: name };
  } catch (error) {
    if (!(error instanceof MissingBaselineError)) throw error;
    if (isFolderHere) say(`there is no baseline "${name}" in ${BASELINES_FOLDER}; for what lies here write ./${name}`);
    return undefined;
  }
}

function isPath(name: string): boolean {
  return name.includes('/') || name.endsWith('.json') || name === '.' || name === '..';
}

async function readBaselinePath({ name, mayBeSeveral, candidate, say }: BaselineRequest): Promise<Side> {
  const side = await readSide(name);
  const isSeveral = (await readKind(name)) === 'folder' && (await readKind(path.join(name, RESULTS_FILE))) === undefined;
  if (!isSeveral) return side;
  if (!mayBeSeveral)
    throw new UsageError(
      `--baseline takes one run, and ${name} is a folder of ${runCount(side)}. Hold the candidate against all of them with: twinbench gate ${name} CANDIDATE; or keep the right ones under a name with: twinbench baseline save NAME RUN…`,
    );
  refuseOwnRun(name, side, candidate);
  say(`${name}: ${runCount(side)}`);
  return side;
}

function runCount({ documents }: Side): string {
  return `${String(documents.length)} ${documents.length === 1 ? 'run' : 'runs'}`;
}

/** A folder into which the candidate was measured too. The same folder on both sides compares its runs with themselves, as was asked. */
function refuseOwnRun(name: string, { documents }: Side, candidate: Side): void {
  const ids = new Set(documents.map(({ run }) => run.id));
  const own = candidate.documents.filter(({ run }) => ids.has(run.id));
  if (own.length === 0 || own.length === ids.size) return;
  throw new UsageError(
    `${name} holds the candidate itself (${own.map(({ run }) => run.id).join(', ')}): it cannot be its own baseline. Name a folder of the baseline's runs alone.`,
  );
}

async function readKind(name: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(name)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

/** One run, or one for each folder below that holds one; a copy of a run, such as a `latest` that is a folder, does not count twice. */
async function readFolder(folder: string): Promise<ResultsDocument[]> {
  const own = path.join(folder, RESULTS_FILE);
  if ((await readKind(own)) !== undefined) return [await readDocumentFile(own)];
  const entries = await readdir(folder, { withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name, RESULTS_FILE));
  const files: string[] = [];
  for (const file of below.sort()) if ((await readKind(file)) !== undefined) files.push(file);
  if (files.length === 0)
    throw new UsageError(
      `${folder} holds no ${RESULTS_FILE}, and no folder in it does. After a killed run: twinbench analyze ${folder}`,
    );
  const documents = await Promise.all(files.map(readDocumentFile));
  return [...new Map(documents.map((document) => [document.run.id, document])).values()];
}
