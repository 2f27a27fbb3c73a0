/** What a user calls a side of a comparison: a results folder, a results.json, a folder of several runs, or a named baseline. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ResultsDocument } from '../../contract/document.js';
import { parseResults } from '../../contract/read.js';
import { BaselineMissing, readBaseline as readNamed } from '../../history/baselines.js';
import { UsageError } from '../failure.js';
import { BASELINES_FOLDER } from '../kept-runs.js';
import { RESULTS_FILE, reason } from '../results-folder.js';

export interface Side {
  readonly documents: readonly ResultsDocument[];
  readonly label: string;
  /** Where its own files lie; absent for a named baseline. */
  readonly folder?: string;
}

/** @throws UsageError – nothing there; FormatError */
export async function readSide(name: string): Promise<Side> {
  const found = await kindOf(name);
  if (found === 'file') return { documents: [await readResults(name)], label: name, folder: path.dirname(name) };
  if (found === 'folder') return { documents: await readFolder(name), label: name, folder: name };
  throw new UsageError(`there is no results folder or file ${name}`);
}

/** Undefined where there is neither such a folder nor a baseline of that name. @throws FormatError */
export async function readBaseline(name: string): Promise<Side | undefined> {
  if ((await kindOf(name)) !== undefined) return readSide(name);
  try {
    const { documents } = await readNamed(BASELINES_FOLDER, name);
    return { documents, label: name };
  } catch (error) {
    if (error instanceof BaselineMissing) return undefined;
    throw error;
  }
}

async function kindOf(name: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(name)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

/** One run, or one for each folder below that holds one. */
async function readFolder(folder: string): Promise<ResultsDocument[]> {
  const own = path.join(folder, RESULTS_FILE);
  if ((await kindOf(own)) !== undefined) return [await readResults(own)];
  const entries = await readdir(folder, { withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name, RESULTS_FILE));
  const files: string[] = [];
  for (const file of below.sort()) if ((await kindOf(file)) !== undefined) files.push(file);
  if (files.length === 0)
    throw new UsageError(
      `${folder} holds no ${RESULTS_FILE}, and no folder in it does. After a killed run: twinbench analyze ${folder}`,
    );
  return Promise.all(files.map(readResults));
}

async function readResults(file: string): Promise<ResultsDocument> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${reason(error)}`);
  }
  return parseResults(text, file);
}
