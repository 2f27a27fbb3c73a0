/**
 * The journal of a run, `trials.jsonl`: written line by line and fsynced, so that whatever ends the run loses no trial that finished.
 */

import { type FileHandle, open } from 'node:fs/promises';
import { ExpectedError, formatError } from '../../runtimes/errors.js';
import type { EndRecord, RunRecord, TrialRecord } from '../contract/record.js';

/** A record could not be kept. The ones before it are whole. */
class JournalError extends ExpectedError {
  constructor(path: string, reason: string, remedy: string) {
    super(`cannot record in ${path}: ${reason}. ${remedy}`);
  }
}

const GO_ON =
  'Earlier trials are kept: fix that, then resume with "twinbench run --resume" (of a comparison: ab --resume), or see them with "twinbench analyze".';
const BEGIN = 'Nothing was measured yet: free space there, or name another folder with --output.';

export class Journal {
  readonly path: string;
  private readonly file: FileHandle;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.file = file;
  }

  /** Starts a new journal with the run record. @throws JournalError – the file exists or cannot be written, or its folder is gone */
  static async create(path: string, run: RunRecord): Promise<Journal> {
    const journal = new Journal(path, await openFile(path, 'ax', BEGIN));
    try {
      await journal.write(run, BEGIN);
      return journal;
    } catch (error) {
      await journal.close();
      throw error;
    }
  }

  /** Opens the journal of a killed run; `intactBytes` is where its last whole line ends, and what follows is cut off. @throws JournalError */
  static async reopen(path: string, intactBytes: number): Promise<Journal> {
    const journal = new Journal(path, await openFile(path, 'a', GO_ON));
    await journal.file.truncate(intactBytes);
    return journal;
  }

  /** Resolves once the line is on the disk. @throws JournalError – disk full, or the file was removed meanwhile */
  append(record: TrialRecord | EndRecord): Promise<void> {
    return this.write(record, GO_ON);
  }

  private async write(record: RunRecord | TrialRecord | EndRecord, remedy: string): Promise<void> {
    try {
      await this.file.appendFile(`${JSON.stringify(record)}\n`);
      await this.file.datasync();
    } catch (error) {
      throw new JournalError(this.path, formatError(error), remedy);
    }
    if ((await this.file.stat()).nlink === 0) throw new JournalError(this.path, 'the file was removed during the run', remedy);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

async function openFile(path: string, flags: string, remedy: string): Promise<FileHandle> {
  try {
    return await open(path, flags);
  } catch (error) {
    throw new JournalError(path, formatError(error), remedy);
  }
}
