/** A run's results document, in its file. */
import path from 'node:path';
import { completeDocument } from '../analysis/complete-document.js';
import type { ResultsDocument } from '../contract/document.js';
import { jsonFile } from '../contract/json-text.js';
import { parseResults } from '../contract/read.js';
import { readText } from './read-text.js';
import { RESULTS_FILE, writeDerived } from './results-folder.js';

/** Each trial, series and comparison on a line of its own. @throws HostError */
export async function writeResults(document: ResultsDocument, folder: string): Promise<void> {
  await writeDerived(folder, RESULTS_FILE, jsonFile(document, { indent: 1, lineDepth: 2 }));
}

/** @throws FormatError, UsageError */
export function readDocument(folder: string): Promise<ResultsDocument> {
  return readDocumentFile(path.join(folder, RESULTS_FILE));
}

/** @throws FormatError, UsageError */
export async function readDocumentFile(file: string): Promise<ResultsDocument> {
  return parseDocument(await readText(file), file);
}

/** With what documents had to say only later. `fileName` is only for messages. @throws FormatError */
export function parseDocument(text: string, fileName: string): ResultsDocument {
  return completeDocument(parseResults(text, fileName));
}
