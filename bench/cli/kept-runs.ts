/** What commands on histories and baselines have in common: their usual folders, the run that is meant, its commit, what a gate said of it. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../../runtimes/errno.js';
import type { ResultsDocument } from '../contract/document.js';
import { jsonFile } from '../contract/json-text.js';
import { parseResults } from '../contract/read.js';
import { type GateVerdict, parseVerdict } from '../contract/verdict.js';
import { UsageError } from './failure.js';
import { headOf } from './git.js';
import { refuseStaleLatest } from './latest.js';
import { readText } from './read-text.js';
import { RESULTS_FILE } from './results-folder.js';
import { print } from './stdout.js';

/** One folder to commit, cache or upload. Not hidden: artifact uploads leave hidden files out. */
export const HISTORY_FOLDER = path.join('twinbench-data', 'history');
export const BASELINES_FOLDER = path.join('twinbench-data', 'baselines');
export const VERDICT_FILE = 'verdict.json';
export const LATEST_RUN = 'results/latest';

export interface KeptRun {
  readonly document: ResultsDocument;
  /** Of its files. */
  readonly folder: string;
}

/** A run's folder, its results.json, or its id below `results/`. @throws UsageError, FormatError */
export async function findRun(name: string): Promise<KeptRun> {
  const places = [name, ...(name.includes('/') ? [] : [path.join('results', name)])];
  for (const place of places) {
    await refuseStaleLatest(place);
    const found = await stat(place).catch(() => undefined);
    if (found === undefined) continue;
    const file = found.isDirectory() ? path.join(place, RESULTS_FILE) : place;
    return { document: parseResults(await readText(file), file), folder: path.dirname(file) };
  }
  throw new UsageError(
    `no run at ${places.join(' or ')}. Name the folder of a run, its ${RESULTS_FILE}, or its id below results/.`,
  );
}

/** The verdict in the file that the user named, or beside the run when it is of this run. @throws UsageError, FormatError */
export async function verdictOf({ document, folder }: KeptRun, named: string | undefined): Promise<GateVerdict | undefined> {
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

const CI_VARIABLES = ['GITHUB_SHA', 'CI_COMMIT_SHA', 'BUILD_SOURCEVERSION', 'BITBUCKET_COMMIT', 'CIRCLE_SHA1', 'GIT_COMMIT'];

/**
 * The commit that was measured: as the user said, as CI says, or that of the current folder's repository. Empty where it is unknown, which is said:
 * never the commit of Twinbench's own checkout, which measured and was not measured.
 */
export async function revisionOf(named: string | undefined, project = '.'): Promise<string> {
  const fromCi = CI_VARIABLES.map((name) => process.env[name]).find((value) => value !== undefined && value !== '');
  const known = named ?? fromCi;
  if (known !== undefined) return known;
  const head = await headOf(project);
  if (typeof head === 'string') return head;
  process.stderr.write(`twinbench: the commit that was measured is unknown; name it with --revision. ${head.message}\n`);
  return '';
}

/** Of an option that counts something. @throws UsageError */
export function countOption(name: string, value: unknown, least = 1): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (/^\d+$/.test(String(value)) && Number.isSafeInteger(count) && count >= least) return count;
  throw new UsageError(`--${name} is ${String(value)}; expected a whole number of at least ${least}.`);
}

export function textOption(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function readIfAny(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

export function printJson(value: unknown): void {
  for (const chunk of jsonFile(value, 1)) print(chunk);
}
