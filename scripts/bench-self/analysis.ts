/** What analysing a long run costs: time, and the peak memory of the process that holds its records. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import * as z from 'zod';
import { projectRoot } from '../../runtimes/native.js';

const RUN = path.join(projectRoot, 'dist', 'scripts', 'bench-self', 'fixtures', 'analysis-run.js');
const answer = z.object({ seconds: z.number(), figures: z.number(), peakMib: z.number() });

export type AnalysisCost = z.infer<typeof answer>;

/** @throws Error – the analysis failed */
export function measureAnalysis(count: number): AnalysisCost[] {
  return Array.from({ length: count }, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [RUN], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the analysis failed (${String(status)}):\n${stderr}`);
    return answer.parse(JSON.parse(stdout));
  });
}
