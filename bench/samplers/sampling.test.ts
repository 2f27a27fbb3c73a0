import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Cgroup } from '../../runtimes/cgroup.js';
import { type Reading, startSampling } from './sampling.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'twinbench-sampling-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Only the files matter to a sampler. */
function groupOf(id: string): Cgroup {
  const file = path.join(folder, id);
  writeFileSync(file, '1000\n');
  const nothing = () => Promise.reject(new Error('not used by samplers'));
  const files = { cpu: { path: file, format: 'cpuacct.usage' as const } };
  return {
    layout: 'v1',
    legacyPaths: {},
    files,
    oomKills: nothing,
    pidsRefusals: nothing,
    pids: nothing,
    kill: nothing,
    remove: nothing,
  };
}

function sample(ids: readonly string[], guest?: Record<string, number>) {
  const readings: Reading[] = [];
  const instances = ids.map((id) => ({ id, subjects: { cgroup: groupOf(id) }, guestView: () => Promise.resolve(guest) }));
  const now = () => process.hrtime.bigint();
  const sampling = startSampling({
    instances,
    guestRamBytes: 1,
    periodMs: 5,
    now,
    onReading: (reading) => readings.push(reading),
  });
  return { readings, sampling };
}

test('periodic readings come in time order, without a label, until stopped', async () => {
  const { readings, sampling } = sample(['a']);
  await sleep(60);
  expect(sampling.stop()).toBeGreaterThanOrEqual(0);
  const count = readings.length;
  expect(count).toBeGreaterThan(2);
  expect(readings.every(({ label, values }) => label === undefined && values['cpuNs'] === 1000)).toBe(true);
  expect(readings.map(({ atNs }) => atNs)).toEqual(readings.map(({ atNs }) => atNs).sort((a, b) => Number(a - b)));
  await sleep(30);
  expect(readings).toHaveLength(count);
  sampling.stop();
});

test('a labelled reading is taken inside the call', () => {
  const { readings, sampling } = sample(['a', 'b']);
  readings.length = 0;
  sampling.readCgroups('window-start');
  expect(readings.map(({ instanceId, label }) => [instanceId, label])).toEqual([
    ['a', 'window-start'],
    ['b', 'window-start'],
  ]);
  sampling.stop();
});

test('a full reading asks the guest too, and leaves out what does not answer', async () => {
  const { readings, sampling } = sample(['a'], { MemTotal: 5 });
  await sampling.readAll('settled');
  expect(readings.filter(({ label }) => label === 'settled').map(({ sampler }) => sampler)).toEqual(['cgroup', 'guest']);
  sampling.stop();
  const silent = sample(['b']);
  await silent.sampling.readAll('settled');
  expect(silent.readings.some(({ sampler }) => sampler === 'guest')).toBe(false);
  silent.sampling.stop();
});
