/**
 * The journal of a run, `trials.jsonl`: written line by line and fsynced, so that whatever ends the run loses no trial that finished.
 */
import { type FileHandle, open, truncate } from 'node:fs/promises';
import type { EndRecord, RunRecord, TrialRecord } from '../contract/record.js';

/** A record could not be kept. The ones before it are whole. */
export class JournalFailure extends Error {
  override readonly name = 'JournalFailure';

  constructor(path: string, reason: string) {
    super(
      `cannot record a trial in ${path}: ${reason}. The trials before it are kept: mend that and go on with "twinbench run --resume", or see them with "twinbench analyze".`,
    );
  }
}

export class Journal {
  private readonly path: string;
  private readonly file: FileHandle;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.file = file;
  }

  /** Starts a new journal with the run record. @throws when the file exists or cannot be written */
  static async create(path: string, run: RunRecord): Promise<Journal> {
    const journal = new Journal(path, await open(path, 'ax'));
    await journal.append(run);
    return journal;
  }

  /** Opens the journal of a killed run; `intactBytes` is where its last whole line ends, and what follows is cut off. */
  static async reopen(path: string, intactBytes: number): Promise<Journal> {
    await truncate(path, intactBytes);
    return new Journal(path, await open(path, 'a'));
  }

  /** Resolves once the line is on the disk. @throws JournalFailure – disk full, or the file was removed meanwhile */
  async append(record: RunRecord | TrialRecord | EndRecord): Promise<void> {
    try {
      await this.file.appendFile(`${JSON.stringify(record)}\n`);
      await this.file.datasync();
    } catch (error) {
      throw new JournalFailure(this.path, error instanceof Error ? error.message : String(error));
    }
    if ((await this.file.stat()).nlink === 0) throw new JournalFailure(this.path, 'the file was removed while the run went on');
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
