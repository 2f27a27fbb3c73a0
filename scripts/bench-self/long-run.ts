/** What a run of many trials costs: its document, its reports, and its page in a browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { unpackExample } from '../example-records.js';
import { runFixture } from './analysis.js';
import { openInBrowser, type PageTimes } from './browser.js';

const FIXTURE = 'long-run.js';
/** A block of three environments for each of eight workloads, and a warm-up block. */
const TRIALS_A_REPETITION = 24;
const WARMUP_TRIALS = 3;

const analysisCost = z.object({
  trials: z.number(),
  seconds: z.number(),
  peakMib: z.number(),
  documentMib: z.number(),
  failed: z.array(z.string()),
});
const pageCost = z.object({ seconds: z.number(), peakMib: z.number(), pageKb: z.number() });

export interface LongRunCost {
  /** From raw records on the disk to results.json and every report. */
  readonly analysis: z.infer<typeof analysisCost>;
  /** From results.json to report.html. */
  readonly page: z.infer<typeof pageCost>;
  /** Absent where no browser is installed. */
  readonly browser?: PageTimes;
}

/** Of a simulated run of about so many trials. @throws Error – a step failed */
export function measureLongRun(trials: number): Promise<LongRunCost> {
  const repetitions = Math.round((trials - WARMUP_TRIALS) / TRIALS_A_REPETITION);
  return measureRecords((folder) => runFixture(FIXTURE, ['write', folder, String(repetitions)]));
}

/** Of the real run that is kept. @throws Error – a step failed */
export function measureExample(): Promise<LongRunCost> {
  return measureRecords(unpackExample);
}

/** Each step in a process of its own, whose memory is then that of the step alone. */
async function measureRecords(write: (folder: string) => void): Promise<LongRunCost> {
  const folder = mkdtempSync(path.join(tmpdir(), 'twinbench-long-run-'));
  try {
    write(folder);
    const analysis = analysisCost.parse(askFixture('analyze', folder));
    const page = pageCost.parse(askFixture('page', folder));
    const browser = await openInBrowser(path.join(folder, 'report.html'));
    return { analysis, page, ...(browser && { browser }) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The last line is the answer: a report may be printed before it. */
function askFixture(step: string, folder: string): unknown {
  return JSON.parse(runFixture(FIXTURE, [step, folder]).split('\n').at(-1) ?? '');
}
