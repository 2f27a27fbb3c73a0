import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { simulatedDocument } from '../../tests/simulated-documents.js';
import { main } from '../cli/main.js';
import type { ResultsDocument } from '../contract/document.js';
import { saveBaseline } from './baselines.js';
import { readBaseline, type Side } from './sides.js';
import { BASELINES_FOLDER } from './stored-runs.js';

const before = process.cwd();
let folder: string;
let said: string[];
let candidate: Side;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinbench-sides-'));
  process.chdir(folder);
  said = [];
  candidate = { documents: [makeDocument('candidate')], label: 'candidate' };
});
afterEach(async () => {
  vi.restoreAllMocks();
  process.chdir(before);
  await rm(folder, { recursive: true, force: true });
});

function makeDocument(id: string): ResultsDocument {
  const document = simulatedDocument({ seed: 5, repetitions: 6, accelerator: 'kvm', failEvery: 1_000_000 });
  return { ...document, run: { ...document.run, id } };
}

async function makeRun(place: string, id: string): Promise<void> {
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, 'results.json'), JSON.stringify(makeDocument(id)));
}

function read(name: string, mayBeSeveral = false): Promise<Side | undefined> {
  return readBaseline({ name, mayBeSeveral, candidate, say: (text) => said.push(text) });
}

const listIds = (side: Side | undefined): string[] => (side?.documents ?? []).map(({ run }) => run.id);

it('a word is a saved baseline, whatever folder of that name lies here, and that is said', async () => {
  await saveBaseline(BASELINES_FOLDER, 'main', [{ document: makeDocument('saved'), revision: '' }]);
  expect(listIds(await read('main'))).toEqual(['saved']);
  expect(said).toEqual([]);
  await makeRun('main', 'in the folder');
  expect(listIds(await read('main'))).toEqual(['saved']);
  expect(said.join()).toContain(`main is the baseline of that name in ${BASELINES_FOLDER}; for what lies here write ./main`);
  expect(listIds(await read('./main'))).toEqual(['in the folder']);
});

it('a word without such a baseline is a missing baseline, never the folder', async () => {
  await makeRun('main', 'in the folder');
  expect(await read('main')).toBeUndefined();
  expect(said.join()).toContain(`there is no baseline "main" in ${BASELINES_FOLDER}; for what lies here write ./main`);
});

it('a folder of several runs is no baseline of the option that takes one', async () => {
  await makeRun('results/one', 'one');
  await makeRun('results/two', 'two');
  await expect(read('results/')).rejects.toThrow('--baseline takes one run, and results/ is a folder of 2 runs');
  expect(listIds(await read('./results', true))).toEqual(['one', 'two']);
  expect(said).toEqual(['./results: 2 runs']);
});

it('a folder that holds the candidate too is no baseline, and a run that lies there twice counts once', async () => {
  await makeRun('results/one', 'one');
  await makeRun('results/latest', 'one');
  expect(listIds(await read('./results', true))).toEqual(['one']);
  await makeRun('results/newest', 'candidate');
  await expect(read('./results', true)).rejects.toThrow('./results holds the candidate itself (candidate)');
});

it('a gate never passes an old latest: it ends with 2 and names the newest run', async () => {
  await makeRun('results/latest', 'old');
  await makeRun('results/20990101-000000-aaaa', 'new');
  await makeRun('base', 'base');
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await main(['gate', '--baseline', './base', '--output', 'out'])).toBe(2);
  expect(stderr.mock.calls.join('')).toContain('The newest run there is results/20990101-000000-aaaa');
});
