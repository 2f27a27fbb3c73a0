/** What analysing costs: time, and the peak memory of the process that holds the records. */
import { spawnSync } from 'node:child_process';
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

/** What the fixture printed. @throws Error – it failed */
export function runFixture(name: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(FIXTURES, name), ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} ${args.join(' ')} failed (${String(status)}):\n${stderr}`);
  return stdout;
}
