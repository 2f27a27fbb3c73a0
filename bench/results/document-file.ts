/** A run's results document, in its file. */
import path from 'node:path';
import type { ResultsDocument } from '../contract/document.js';
import { jsonFile } from '../contract/json-text.js';
import { parseResults } from '../contract/read.js';
import { readText } from './read-text.js';
import { RESULTS_FILE, writeDerived } from './results-folder.js';

/** @throws HostError */
export async function writeResults(document: ResultsDocument, folder: string): Promise<void> {
  await writeDerived(folder, RESULTS_FILE, jsonFile(document, 1));
}

/** @throws FormatError, UsageError */
export async function readDocument(folder: string): Promise<ResultsDocument> {
  const file = path.join(folder, RESULTS_FILE);
  return parseResults(await readText(file), file);
}
