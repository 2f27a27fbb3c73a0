/** The raw records of a run as analysis takes them: measured one by one while the file is read, so that its length does not matter. */

import { createReadStream } from 'node:fs';
import { formatError } from '../../runtimes/errors.js';
import { UsageError } from '../contract/errors.js';
import { FormatError } from '../contract/format-error.js';
import { type RawFrame, type RawSink, readRawRecords } from '../contract/read.js';
import { TrialCollector } from '../metrics/measured-trial.js';

const CHUNK_BYTES = 1024 * 1024;

export interface MeasuredRun extends RawFrame {
  readonly collector: TrialCollector;
}

/** @throws FormatError, UsageError – the file cannot be read */
export async function readJournal(file: string): Promise<MeasuredRun> {
  let collector = new TrialCollector([]);
  const frame = await readRecords(file, {
    run: ({ environments }) => {
      collector = new TrialCollector(environments);
    },
    trial: (trial) => collector.add(trial),
  });
  return { ...frame, collector };
}

/** What surrounds the trials alone. @throws FormatError, UsageError – the file cannot be read */
export function readJournalFrame(file: string): Promise<RawFrame> {
  return readRecords(file, { trial: () => undefined });
}

async function readRecords(file: string, sink: RawSink): Promise<RawFrame> {
  try {
    return await readRawRecords(createReadStream(file, { highWaterMark: CHUNK_BYTES }), file, sink);
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new UsageError(`cannot read ${file}: ${formatError(error)}`);
  }
}
