/** Writes the golden records and document of a simulated run; run after a change that is meant to alter them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyze } from '../../bench/analysis/analyze.js';
import { simulateRun } from '../simulate-run.js';

/** File name → text. */
export function goldenFiles(): Record<string, string> {
  const { run, trials, ends } = simulateRun({ seed: 20260115 });
  const lines = [run, ...trials, ...ends].map((record) => JSON.stringify(record));
  return {
    'trials.jsonl': `${lines.join('\n')}\n`,
    'results.json': `${JSON.stringify(analyze(run, trials, ends))}\n`,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = path.join('tests', 'golden');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(goldenFiles())) writeFileSync(path.join(folder, name), text);
}
