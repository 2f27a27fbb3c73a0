import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { simulateRun } from '../../tests/simulate-run.js';
import { PROFILES } from '../harness/profile.js';
import { type NewRun, type RecordRequest, recordRun } from './record-run.js';
import { readSettings, readUnfinished } from './resume.js';
import type { RunSession } from './session.js';

const { run: simulated } = simulateRun({ seed: 3, accelerator: 'tcg' });
const settings = readSettings({ ...simulated, settings: { accel: 'auto', memoryBytes: 1 } }, '');

let base: string;
let folder: string;
let verified: number;

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'twinbench-record-'));
  folder = path.join(base, 'run');
  mkdirSync(folder);
  vi.stubEnv('TWINBENCH_CACHE', base);
  verified = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(base, { recursive: true });
});

/** Of a plan without trials nothing is started. */
function openSession(changes: Partial<RunSession> = {}): RunSession {
  const never = (): never => {
    throw new Error('nothing is measured here');
  };
  return {
    settings,
    facts: simulated,
    dependencies: {
      environments: [],
      profile: PROFILES.quick,
      home: { idPrefix: '', instanceFolder: never },
      findRefusal: never,
      makeCommand: never,
      startSampling: never,
      dropCaches: never,
    },
    verifyImages: () => {
      verified += 1;
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
    ...changes,
  };
}

const REQUEST: RecordRequest = {
  isAnswered: () => false,
  observer: { trialStarts: () => undefined, trialEnded: () => undefined },
  signal: new AbortController().signal,
};

function newRun(changes: Partial<NewRun> = {}): NewRun {
  return { folder, id: 'run', seed: 1, plan: [], stopRule: undefined, ...changes };
}

function readKinds(): string[] {
  const lines = readFileSync(path.join(folder, 'trials.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => String(JSON.parse(line).record));
}

it('records a run from its first line to its last, once the images are verified', async () => {
  expect(await recordRun(openSession(), newRun({ kept: { arms: [] } }), REQUEST)).toBe('plan-done');
  expect(readKinds()).toEqual(['run', 'end']);
  expect(verified).toBe(1);
  expect((await readUnfinished(folder)).run).toMatchObject({ id: 'run', seed: 1, arms: [] });
});

it('does not end a run in order whose image has changed', async () => {
  const session = openSession({ verifyImages: () => Promise.reject(new Error('the image has changed')) });
  await expect(recordRun(session, newRun(), REQUEST)).rejects.toThrow('the image has changed');
  expect(readKinds()).toEqual(['run']);
});

it('leaves the images to who measures many short runs on one session', async () => {
  await recordRun(openSession(), newRun(), { ...REQUEST, verifiesImages: false });
  expect(verified).toBe(0);
});

it('leaves no folder of a run that could not record its beginning', async () => {
  const kept = { unwritable: 1n };
  await expect(recordRun(openSession(), newRun({ kept }), REQUEST)).rejects.toThrow('BigInt');
  expect(existsSync(folder)).toBe(false);
});

it('resumes a run that was killed at its end, and measures nothing of one that has ended', async () => {
  await recordRun(openSession(), newRun(), REQUEST);
  expect(await recordRun(openSession(), await readUnfinished(folder), REQUEST)).toBe('plan-done');
  expect(readKinds()).toEqual(['run', 'end']);
  const { ends: _, ...killed } = await readUnfinished(folder);
  await recordRun(openSession(), { ...killed, ends: [] }, REQUEST);
  expect(readKinds()).toEqual(['run', 'end', 'end']);
});

it('refuses to resume on another host', async () => {
  await recordRun(openSession(), newRun(), REQUEST);
  const facts = { ...simulated, host: { ...simulated.host, fingerprint: 'other' } };
  await expect(recordRun(openSession({ facts }), await readUnfinished(folder), REQUEST)).rejects.toThrow('another host');
});
