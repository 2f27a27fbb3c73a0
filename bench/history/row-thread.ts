/** The second thread of all-rows.ts: the rows of the files that it is given go back in one message, so that they share their shapes there too. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { HistoryRow } from '../contract/history-row.js';
import { RowReader } from './row-reader.js';

export interface RowsToRead {
  readonly folder: string;
  readonly names: readonly string[];
}

const { folder, names }: RowsToRead = workerData;
const reader = new RowReader();
parentPort?.postMessage(names.map((name) => readIfEntry(path.join(folder, name))));

function readIfEntry(file: string): HistoryRow | null {
  try {
    return reader.read(readFileSync(file, 'utf8'), file);
  } catch {
    return null;
  }
}
