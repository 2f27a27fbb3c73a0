/** The raw records of the real run that is kept as the example. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { JOURNAL_FILE } from '../bench/results/results-folder.js';
import { projectRoot } from '../runtimes/native.js';

export const EXAMPLE_FOLDER = path.join(projectRoot, 'docs', 'example');
const RECORDS = path.join(EXAMPLE_FOLDER, `${JOURNAL_FILE}.gz`);

export function readRecords(): string {
  return gunzipSync(readFileSync(RECORDS)).toString('utf8');
}

export function writeRecords(text: string): void {
  writeFileSync(RECORDS, gzipSync(text, { level: 9 }));
}

/** Into a folder, where `twinbench analyze` finds them. */
export function unpackExample(folder: string): void {
  writeFileSync(path.join(folder, JOURNAL_FILE), readRecords());
}
