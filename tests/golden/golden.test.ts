import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../bench/analysis/analyze.js';
import { parseRawLines, parseResults } from '../../bench/contract/read.js';
import { goldenFiles } from './generate.js';

const committed = (name: string) => readFileSync(path.join('tests', 'golden', name), 'utf8');

/** When a change is meant: node dist/tests/golden/generate.js, and look at the difference. */
describe('golden records and document', () => {
  it('are what the simulation and the analysis make today', () => {
    const made = goldenFiles();
    expect(committed('trials.jsonl')).toBe(made['trials.jsonl']);
    expect(JSON.parse(committed('results.json'))).toEqual(JSON.parse(made['results.json'] ?? ''));
  });

  it('are read back, and the document is rebuilt from the records', () => {
    const { run, trials, ends, warnings } = parseRawLines(committed('trials.jsonl'), 'trials.jsonl');
    expect(warnings).toEqual([]);
    expect(analyze(run, trials, ends)).toEqual(parseResults(committed('results.json'), 'results.json'));
  });
});
