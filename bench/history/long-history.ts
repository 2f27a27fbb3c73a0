/**
 * All entries of a history, read by two threads. The second begins at once and needs no schema, so that a command can begin it before it has
 * loaded whatever makes something of entries.
 */
import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { isEntryName } from './entry-name.js';
import type { TakenFigures } from './figures-thread.js';
import { abandon, claim, type SharedWork, shareWork } from './shared-work.js';

/** A thread takes as long to start as to read several hundred entries. */
const WORTH_A_THREAD = 1500;

/** Descending: newest first. @throws Error of the file system – no such folder */
export function entryNamesIn(folder: string): string[] {
  return readdirSync(folder).filter(isEntryName).sort().reverse();
}

export class LongHistory {
  readonly folder: string;
  /** Newest first. */
  readonly names: readonly string[];
  /** What the second thread took of the names that it claimed; less when it failed, nothing when the history is short. Never rejects. */
  readonly taken: Promise<readonly TakenFigures[]>;
  readonly #work: SharedWork;

  /** @throws Error of the file system – no such folder */
  constructor(folder: string) {
    this.folder = folder;
    this.names = entryNamesIn(folder);
    this.#work = shareWork(folder, this.names);
    this.taken = this.names.length < WORTH_A_THREAD ? Promise.resolve([]) : takeFigures(this.#work);
  }

  /** Places of the newest names, as many as the second thread leaves. */
  claim(): Generator<number> {
    return claim(this.#work, 'newest');
  }

  /** Ends the second thread soon. */
  close(): void {
    abandon(this.#work);
  }
}

function takeFigures(work: SharedWork): Promise<readonly TakenFigures[]> {
  const parts: TakenFigures[] = [];
  return new Promise((resolve) => {
    const thread = new Worker(new URL('./figures-thread.js', import.meta.url), { workerData: work });
    thread.on('message', (part: TakenFigures | null) => (part === null ? resolve(parts) : parts.push(part)));
    thread.once('error', () => resolve(parts));
    thread.once('exit', () => resolve(parts));
  });
}
