/**
 * The journal of a run, `trials.jsonl`: written line by line and fsynced, so that whatever ends the run loses no trial that finished.
 */
import { type FileHandle, open, truncate } from 'node:fs/promises';
import type { EndRecord, RunRecord, TrialRecord } from '../contract/record.js';

export class Journal {
  private readonly file: FileHandle;

  private constructor(file: FileHandle) {
    this.file = file;
  }

  /** Starts a new journal with the run record. @throws when the file exists or cannot be written */
  static async create(path: string, run: RunRecord): Promise<Journal> {
    const journal = new Journal(await open(path, 'ax'));
    await journal.append(run);
    return journal;
  }

  /** Opens the journal of a killed run; `intactBytes` is where its last whole line ends, and what follows is cut off. */
  static async reopen(path: string, intactBytes: number): Promise<Journal> {
    await truncate(path, intactBytes);
    return new Journal(await open(path, 'a'));
  }

  /** Resolves once the line is on the disk. */
  async append(record: RunRecord | TrialRecord | EndRecord): Promise<void> {
    await this.file.appendFile(`${JSON.stringify(record)}\n`);
    await this.file.datasync();
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
