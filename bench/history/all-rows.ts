/** Rows of a whole history, newest first: the older part of a long one is read by a second thread meanwhile. */
import { Worker } from 'node:worker_threads';
import type { HistoryRow } from '../contract/history-row.js';
import type { RowsToRead } from './row-thread.js';
import { namesNewestFirst, type ReadOptions, readRowsOf } from './store.js';

/** Of fewer entries, a thread costs more than it saves. */
const LONG = 2000;
/** The thread begins later, and its rows have to be handed over. */
const OWN_SHARE = 0.55;

/** `onCorrupt` as in ReadOptions. @throws FormatError, Error of the file system – no such folder */
export async function* readAllRows(folder: string, onCorrupt?: ReadOptions['onCorrupt']): AsyncGenerator<HistoryRow> {
  const names = namesNewestFirst(folder);
  const own = names.length < LONG ? names.length : Math.ceil(names.length * OWN_SHARE);
  const older = names.slice(own);
  const thread = older.length > 0 ? new RowThread({ folder, names: older }) : undefined;
  try {
    yield* readRowsOf(folder, names.slice(0, own), { onCorrupt });
    const rows = (await thread?.rows) ?? [];
    for (const [place, name] of older.entries()) {
      const row = rows[place];
      // What is wrong with a file is told by whoever reads it here.
      if (row) yield row;
      else yield* readRowsOf(folder, [name], { onCorrupt });
    }
  } finally {
    await thread?.end();
  }
}

class RowThread {
  /** For each name; null for a file that cannot be read as an entry. */
  readonly rows: Promise<readonly (HistoryRow | null)[]>;
  readonly #worker: Worker;

  constructor(workerData: RowsToRead) {
    this.#worker = new Worker(new URL('./row-thread.js', import.meta.url), { workerData });
    this.rows = new Promise((resolve, reject) => {
      this.#worker.once('message', resolve);
      this.#worker.once('error', reject);
    });
    // Whoever stops before the end never asks for them.
    this.rows.catch(() => undefined);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
