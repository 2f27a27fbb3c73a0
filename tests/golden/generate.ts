/** Writes the golden records, document and texts; run after a change that is meant to alter them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyze } from '../../bench/analysis/analyze.js';
import { simulateRun } from '../simulate-run.js';
import { GOLDEN_DOCUMENTS } from './documents.js';
import { listKept, renderAll } from './rendered.js';

const FOLDER = path.join('tests', 'golden');

/** File name → text. */
export function goldenFiles(): Record<string, string> {
  const { run, trials, ends } = simulateRun({ seed: 20260115 });
  const lines = [run, ...trials, ...ends].map((record) => JSON.stringify(record));
  return {
    'trials.jsonl': `${lines.join('\n')}\n`,
    'results.json': `${JSON.stringify(analyze(run, trials, ends))}\n`,
  };
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(FOLDER, name), text);
}

/** The texts come last: one of their documents is the results.json that was written before. */
async function generate(): Promise<void> {
  mkdirSync(path.join(FOLDER, 'texts'), { recursive: true });
  write(goldenFiles());
  for (const [name, make] of Object.entries(GOLDEN_DOCUMENTS)) write(listKept(name, await renderAll(make())));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generate();
