/** Raw records edited by hand, through the command line. */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseResults } from '../bench/contract/read.js';
import { twinbenchHere } from './in-process.js';
import { scratchFolder } from './scratch.js';
import { simulateRun } from './simulate-run.js';

const folder = scratchFolder('twinbench-bad-input-');

const { run, trials, ends } = simulateRun({ seed: 41, repetitions: 1 });
const text = [run, ...trials, ...ends].map((record) => `${JSON.stringify(record)}\n`).join('');

async function analyzed(edit: (text: string) => string) {
  const own = await mkdtemp(path.join(folder, 'run-'));
  await writeFile(path.join(own, 'trials.jsonl'), edit(text));
  return { own, ended: await twinbenchHere(['analyze', own]) };
}

describe('twinbench analyze', () => {
  it.each<[string, (text: string) => string]>([
    ['NaN', (whole) => whole.replace(/"cpuNs":\d+/, '"cpuNs":NaN')],
    ['1e999', (whole) => whole.replace(/"cpuNs":\d+/, '"cpuNs":1e999')],
    ['a giant instant', (whole) => whole.replace(/"tNs":\d+/, '"tNs":1e300')],
    ['operations less than none', (whole) => whole.replace(/"operations":\d+/, '"operations":-1')],
  ])('refuses %s, names the line, and writes no results', async (_, edit) => {
    const { own, ended } = await analyzed(edit);
    expect(ended.stderr).toMatch(/trials\.jsonl, line \d+: /);
    expect(ended.code).toBe(2);
    await expect(readFile(path.join(own, 'results.json'))).rejects.toThrow('ENOENT');
  });

  it.each<[string, (text: string) => string, string]>([
    ['memory less than none', (whole) => whole.replace(/"anonBytes":(?=\d)/g, '"anonBytes":-'), 'impossible-figures'],
    ['a window of no time', (whole) => whole.replace(/"windowNs":\d+/g, '"windowNs":0'), 'throughput-voided'],
    [
      'an instance ready before its start',
      (whole) => whole.replace(/"ready","tNs":\d+/g, '"ready","tNs":-9'),
      'marks-out-of-order',
    ],
    ['a last record that is cut off', (whole) => whole.slice(0, -20), 'last-record-cut'],
  ])('takes %s for what it is', async (_, edit, code) => {
    const { own, ended } = await analyzed(edit);
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
    const file = path.join(own, 'results.json');
    const document = parseResults(await readFile(file, 'utf8'), file);
    expect(document.warnings.map((warning) => warning.code)).toContain(code);
  });
});
