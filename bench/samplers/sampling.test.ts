import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Cgroup } from '../../runtimes/cgroup.js';
import { type FileSampler, openFileSampler } from '../../runtimes/sampler/file-sampler.js';
import { startSampling } from './sampling.js';

let periodicReader: FileSampler;
beforeAll(async () => {
  periodicReader = await openFileSampler();
});
afterAll(() => periodicReader[Symbol.asyncDispose]());

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'twinbench-sampling-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Only the files matter to a sampler. */
function makeGroup(id: string): Cgroup {
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
  const instances = ids.map((id) => ({ id, subjects: { cgroup: makeGroup(id) }, guestView: () => Promise.resolve(guest) }));
  const now = () => process.hrtime.bigint();
  return startSampling({ instances, guestRamBytes: 1, periodMs: 5, now, periodicReader });
}

test('periodic readings come in time order, with labelled ones between them, until stopped', async () => {
  const sampling = sample(['a']);
  await sleep(60);
  sampling.readCgroups('middle');
  await sleep(60);
  const { readings, cpuSeconds } = await sampling.stop();
  expect(cpuSeconds).toBeGreaterThan(0);
  expect(readings.length).toBeGreaterThan(4);
  expect(readings.every(({ values }) => values['cpuNs'] === 1000)).toBe(true);
  expect(readings.map(({ atNs }) => atNs)).toEqual(readings.map(({ atNs }) => atNs).sort((a, b) => Number(a - b)));
  const labels = readings.map(({ label }) => label);
  expect(labels.filter((label) => label !== undefined)).toEqual(['middle']);
  expect([labels[0], labels.at(-1)]).toEqual([undefined, undefined]);
  await sleep(30);
  expect((await sampling.stop()).readings).toEqual(readings);
});

test('several instances are read in turn, each less often', async () => {
  const sampling = sample(['a', 'b']);
  await sleep(200);
  const { readings } = await sampling.stop();
  const countOf = (id: string) => readings.filter(({ instanceId }) => instanceId === id).length;
  expect(countOf('a')).toBeGreaterThan(3);
  expect(Math.abs(countOf('a') - countOf('b'))).toBeLessThan(2);
  expect(countOf('a')).toBeLessThan(30);
});

test('a labelled reading is of all instances', async () => {
  const sampling = sample(['a', 'b']);
  sampling.readCgroups('window-start');
  const labelled = (await sampling.stop()).readings.filter(({ label }) => label !== undefined);
  expect(labelled.map(({ instanceId, label }) => [instanceId, label])).toEqual([
    ['a', 'window-start'],
    ['b', 'window-start'],
  ]);
});

test('a full reading asks the guest too, and leaves out what does not answer', async () => {
  const sampling = sample(['a'], { MemTotal: 5 });
  await sampling.readAll('settled');
  const { readings } = await sampling.stop();
  expect(readings.filter(({ label }) => label === 'settled').map(({ sampler }) => sampler)).toEqual(['cgroup', 'guest']);
  const silent = sample(['b']);
  await silent.readAll('settled');
  expect((await silent.stop()).readings.some(({ sampler }) => sampler === 'guest')).toBe(false);
});

test('a guest that answers late is in what a later stop returns', async () => {
  let answer = (_view: Record<string, number>): void => undefined;
  const view = new Promise<Record<string, number>>((resolve) => {
    answer = resolve;
  });
  const instances = [{ id: 'a', subjects: { cgroup: makeGroup('a') }, guestView: () => view }];
  const sampling = startSampling({ instances, guestRamBytes: 1, now: () => process.hrtime.bigint(), periodicReader });
  const reading = sampling.readAll('end');
  const before = await sampling.stop();
  answer({ MemTotal: 5 });
  await reading;
  expect((await sampling.stop()).readings).toHaveLength(before.readings.length + 1);
});

test('the I/O of a sole instance is read before its window, too', async () => {
  const subjects = { cgroup: makeGroup('a'), vmmPid: process.pid };
  const instance = { id: 'a', subjects, guestView: () => Promise.resolve(undefined), ready: Promise.resolve() };
  const now = () => process.hrtime.bigint();
  const sampling = startSampling({ instances: [instance], guestRamBytes: 1, periodMs: 5, now, periodicReader });
  await sleep(60);
  sampling.readCgroups('window-start');
  await sleep(60);
  const readings = (await sampling.stop()).readings.filter(({ sampler }) => sampler === 'io');
  expect(readings.length).toBeGreaterThan(2);
  expect(readings.map(({ label }) => label)).toEqual([...readings.slice(1).map(() => undefined), 'window-start']);
  expect(readings.every(({ values }) => (values['readCallBytes'] ?? 0) > 0)).toBe(true);
});
