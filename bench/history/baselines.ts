/**
 * Named baselines: `FOLDER/NAME/baseline.json` names the runs, `FOLDER/NAME/runs/` holds their results documents, so that a cache, an artifact or a
 * branch that carries the folder carries all that a comparison needs. What `baseline.json` does not name does not count, so that it alone decides
 * when a baseline changes: it is written last, whole or not at all.
 */

import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { ExpectedError } from '../../runtimes/errors.js';
import { type ResultsDocument, resultsDocument } from '../contract/document.js';
import { asTooLong, FormatError } from '../contract/format-error.js';
import { jsonFile } from '../contract/json-text.js';
import { parseResults } from '../contract/read.js';
import type { GateStatus } from '../contract/verdict.js';
import { parseDocument } from '../results/document-file.js';
import { BASELINE_VERSION, type BaselineFile, type BaselineRun, parseBaseline } from './baseline-format.js';
import { removeLeftovers, writeDurably } from './durable-file.js';
import { nameOfRun } from './entry-name.js';

const INDEX = 'baseline.json';
const DOCUMENT_EXTENSION = '.results.json';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** There is no baseline of that name. */
export class MissingBaselineError extends ExpectedError {
  override readonly kind = 'notComparable';
}

export interface Baseline {
  readonly file: BaselineFile;
  /** In the order of `file.runs`. */
  readonly documents: readonly ResultsDocument[];
}

export interface RunToSave {
  readonly document: ResultsDocument;
  readonly revision: string;
  readonly verdict?: GateStatus | undefined;
}

export interface SaveOptions {
  readonly reason?: string | undefined;
  /** The runs that are there stay; all are replaced otherwise. */
  readonly add?: boolean;
  /** Only so many of the newest runs stay; all when absent. */
  readonly keep?: number | undefined;
}

export function isBaselineName(name: string): boolean {
  return NAME.test(name);
}

/** Once it returns, the baseline survives a power cut; before, the old one stands. @throws FormatError, Error of the file system */
export async function saveBaseline(
  folder: string,
  name: string,
  runs: readonly RunToSave[],
  options: SaveOptions = {},
): Promise<BaselineFile> {
  const own = path.join(folder, name);
  const known = await indexToReplace(own, options.add === true);
  const added = runs.map(describe);
  const isNew = ({ id }: BaselineRun) => added.some((one) => one.id === id);
  const all = [...(known?.runs ?? []).filter((run) => !isNew(run)), ...added].sort((a, b) => (runKey(a) < runKey(b) ? -1 : 1));
  const kept = options.keep === undefined ? all : all.slice(-options.keep);
  const reason = options.reason ?? known?.reason;
  const file = { schemaVersion: BASELINE_VERSION, name, ...(reason !== undefined && { reason }), runs: kept } as const;
  for (const { document } of runs) await writeDurably(path.join(own, locateFile(document.run.id)), jsonFile(document));
  await writeDurably(path.join(own, INDEX), `${JSON.stringify(file, null, 1)}\n`);
  await removeUnnamed(own, file);
  return { ...file, runs: kept };
}

/** Undefined when its runs do not stay. What is damaged may be saved anew; what is no baseline is another's. @throws FormatError */
async function indexToReplace(own: string, add: boolean): Promise<BaselineFile | undefined> {
  try {
    const index = await indexIfAny(own);
    return add ? index : undefined;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    if (error.problem === 'wrong-file')
      throw new FormatError(
        'wrong-file',
        { fileName: error.fileName },
        'this is no baseline',
        'Move it away, or choose another name.',
      );
    if (add) throw error;
    return undefined;
  }
}

function describe({ document, revision, verdict }: RunToSave): BaselineRun {
  const { run, host } = resultsDocument.parse(document);
  return {
    id: run.id,
    startedAt: run.startedAt,
    revision,
    fingerprint: host.fingerprint,
    file: locateFile(run.id),
    ...(verdict !== undefined && { verdict }),
  };
}

function locateFile(runId: string): string {
  return `runs/${nameOfRun(runId)}${DOCUMENT_EXTENSION}`;
}

function runKey({ startedAt, id }: BaselineRun): string {
  return `${startedAt} ${id}`;
}

async function removeUnnamed(own: string, { runs }: BaselineFile | { runs: readonly BaselineRun[] }): Promise<void> {
  const named = new Set(runs.map(({ file }) => path.basename(file)));
  const stored = (await readdir(path.join(own, 'runs'))).filter(
    (name) => name.endsWith(DOCUMENT_EXTENSION) && !name.startsWith('.'),
  );
  for (const name of stored.filter((one) => !named.has(one))) await removeDocument(path.join(own, 'runs', name));
  await removeLeftovers(own, Date.now(), (name) => name === INDEX);
  await removeLeftovers(path.join(own, 'runs'), Date.now(), (name) => name.endsWith(DOCUMENT_EXTENSION));
}

/** Only one that `saveBaseline` wrote: a run's document, under the name of that run. */
async function removeDocument(file: string): Promise<void> {
  try {
    const { run } = parseResults(await readFile(file, 'utf8'), file);
    if (path.basename(file) === path.basename(locateFile(run.id))) await rm(file, { force: true });
  } catch {
    // Another's file, or one that cannot be read: it counts for nothing and stays.
  }
}

/** @throws MissingBaselineError, FormatError – also of a run that it names and that is gone */
export async function readBaseline(folder: string, name: string): Promise<Baseline> {
  const own = path.join(folder, name);
  const file = await indexIfAny(own);
  if (file === undefined) throw new MissingBaselineError(await missingText(folder, name));
  const documents: ResultsDocument[] = [];
  for (const run of file.runs) documents.push(await readRun(own, run));
  return { file, documents };
}

async function missingText(folder: string, name: string): Promise<string> {
  const names = await baselineNames(folder);
  const known = names.length === 0 ? 'It holds none' : `It holds: ${names.join(', ')}`;
  return `there is no baseline "${name}" in ${folder}. ${known}. Save one with: twinbench baseline save ${name} RUN`;
}

async function readRun(own: string, { file, id }: BaselineRun): Promise<ResultsDocument> {
  const place = path.join(own, file);
  const text = await readIfAny(place);
  const remedy = 'Save the baseline again, or restore the file.';
  if (text === undefined)
    throw new FormatError('invalid', { fileName: path.join(own, INDEX) }, `it names ${file}, which is gone`, remedy);
  const document = parseDocument(text, place);
  if (document.run.id === id) return document;
  throw new FormatError('invalid', { fileName: place }, `it is of the run ${document.run.id}, not ${id}`, remedy);
}

/** Ascending by name. @throws FormatError */
export async function listBaselines(folder: string): Promise<BaselineFile[]> {
  const found = await Promise.all((await baselineNames(folder)).map((name) => indexIfAny(path.join(folder, name))));
  return found.flatMap((file) => file ?? []);
}

async function baselineNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.isDirectory() && isBaselineName(entry.name)).map(({ name }) => name);
  const files = await Promise.all(names.map((name) => readIfAny(path.join(folder, name, INDEX))));
  return names.filter((_, index) => files[index] !== undefined).sort();
}

async function indexIfAny(own: string): Promise<BaselineFile | undefined> {
  const file = path.join(own, INDEX);
  const text = await readIfAny(file);
  return text === undefined ? undefined : parseBaseline(text, file);
}

async function readIfAny(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw asTooLong(error, file) ?? error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
