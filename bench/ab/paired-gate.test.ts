/** What is measured of a comparison that goes on. Figures are simulated: only they are surely worse, so that a confirmation is due. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { simulateRun } from '../../tests/simulate-run.js';
import { interleavedDocument } from '../../tests/simulated-arms.js';
import { DEFAULT_POLICY } from '../contract/policy.js';
import type { Unfinished } from '../driver/resume.js';
import { TrialCollector } from '../metrics/measured-trial.js';
import { type Paired, runPairedGate, type UnfinishedPair } from './paired-gate.js';
import type { ComparisonRequest, ComparisonSession } from './session.js';

const { run } = simulateRun({ seed: 3 });
const pairs = [{ id: 'container', baseline: 'container@a', candidate: 'container@b' }];

let folder: string;
let measured: ComparisonRequest[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinbench-paired-'));
  measured = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function unfinished(place: string): Unfinished {
  return { folder: place, run, todo: [], done: new TrialCollector([]), ends: [], intactBytes: 0 };
}

/** @param onMeasure before each measurement ends */
function goOn(resumed: UnfinishedPair, onMeasure: () => void = () => undefined, signal?: AbortSignal): Promise<Paired> {
  const session: ComparisonSession = {
    pairs,
    facts: run,
    verifyImages: () => Promise.resolve(),
    measure: (request) => {
      measured.push(request);
      onMeasure();
      return Promise.resolve(interleavedDocument({ seed: measured.length, slowdown: 2 }));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return runPairedGate({
    session,
    section: { scenario: 'single', blocks: [], repetitions: 40, warmupBlocks: 1 },
    policy: DEFAULT_POLICY,
    seed: 1,
    folder,
    resumed,
    observer: { trialStarts: () => undefined, trialEnded: () => undefined },
    signal: signal ?? new AbortController().signal,
    say: () => undefined,
  });
}

it('goes on with a confirmation that has begun', async () => {
  const confirmation = path.join(folder, 'confirmation');
  await mkdir(confirmation);
  await writeFile(path.join(confirmation, 'trials.jsonl'), 'begun');
  const pair = { first: unfinished(folder), confirmation: unfinished(confirmation) };
  expect((await goOn(pair)).verdict.status).toBe('regressed');
  expect(measured.map(({ resumed }) => resumed?.folder)).toEqual([folder, confirmation]);
  expect(existsSync(path.join(confirmation, 'trials.jsonl'))).toBe(true);
});

it('begins a confirmation anew where a kill left only its folder', async () => {
  const confirmation = path.join(folder, 'confirmation');
  await mkdir(confirmation);
  await writeFile(path.join(confirmation, 'trials.jsonl'), '{"record":"ru');
  await goOn({ first: unfinished(folder) });
  expect(measured.map(({ resumed }) => resumed?.folder)).toEqual([folder, undefined]);
  expect(existsSync(path.join(confirmation, 'trials.jsonl'))).toBe(false);
});

it('leaves no verdict of a comparison that the user ended, and measures no more', async () => {
  const controller = new AbortController();
  await goOn({ first: unfinished(folder) }, () => controller.abort(), controller.signal);
  expect(measured).toHaveLength(1);
  expect(existsSync(path.join(folder, 'verdict.json'))).toBe(false);
});
