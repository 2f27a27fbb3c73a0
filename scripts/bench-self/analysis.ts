/** What analysing a long run costs: time, and the peak memory of the process that holds its records. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { projectRoot } from '../../runtimes/native.js';

const FIXTURES = path.join(projectRoot, 'dist', 'scripts', 'bench-self', 'fixtures');
const answer = z.object({ seconds: z.number(), figures: z.number(), peakMib: z.number() });

export type AnalysisCost = z.infer<typeof answer>;

/** @throws Error – the analysis failed */
export function measureAnalysis(count: number): AnalysisCost[] {
  return Array.from({ length: count }, () => {
    return answer.parse(JSON.parse(runFixture('analysis-run.js', [])));
  });
}

const longAnswer = z.object({ trials: z.number(), seconds: z.number(), peakMib: z.number(), documentMib: z.number() });

/** From raw records on the disk to results.json and the reports. */
export type LongRunCost = z.infer<typeof longAnswer>;

/** Each time from another process, whose memory is then that of the analysis alone. @throws Error – the analysis failed */
export function measureLongRun(trialCount: number, count: number): LongRunCost[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'twinbench-long-run-'));
  try {
    runFixture('long-run.js', ['write', folder, String(trialCount)]);
    return Array.from({ length: count }, () => longAnswer.parse(JSON.parse(runFixture('long-run.js', ['analyze', folder]))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runFixture(name: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(FIXTURES, name), ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} ${args.join(' ')} failed (${String(status)}):\n${stderr}`);
  return stdout;
}
