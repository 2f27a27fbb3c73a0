/** How much of some modules was executed, as V8 counts it. */

import { readFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';

export interface CodeCoverage {
  readonly coveredBytes: number;
  readonly totalBytes: number;
}

/** Counts from the call on; call it before the modules are imported. @returns a function that gives the figures of modules, named without extension */
export async function startCoverage(): Promise<(modules: readonly string[]) => Promise<CodeCoverage>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  return async (modules) => {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const scripts = result.filter(({ url }) => modules.some((name) => url.endsWith(`/dist/${name}.js`))).map(readCoverage);
    session.disconnect();
    return {
      coveredBytes: scripts.reduce((sum, { coveredBytes }) => sum + coveredBytes, 0),
      totalBytes: scripts.reduce((sum, { totalBytes }) => sum + totalBytes, 0),
    };
  };
}

/** Inner ranges come after those around them, and say otherwise. */
function readCoverage({ url, functions }: Profiler.ScriptCoverage): CodeCoverage {
  const states = new Uint8Array(readFileSync(fileURLToPath(url), 'utf8').length);
  const ranges = functions.flatMap((one) => one.ranges);
  ranges.sort((left, right) => left.startOffset - right.startOffset || right.endOffset - left.endOffset);
  for (const { startOffset, endOffset, count } of ranges) states.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return { coveredBytes: states.reduce((sum, state) => sum + state, 0), totalBytes: states.length };
}
