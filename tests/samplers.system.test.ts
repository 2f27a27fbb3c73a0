/** Samplers against quantities that are known: an instance takes so much memory and CPU time, and says itself how much. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_PERIOD_MS, startSampling } from '../bench/samplers/sampling.js';
import { BareRuntime } from '../runtimes/bare/bare-runtime.js';
import { builtinImage, NODE } from '../runtimes/images/builtin.js';
import type { Image } from '../runtimes/images/image.js';
import { cgroupParent, MEBIBYTE, Trial } from '../runtimes/launcher/fixtures/trial-instance.js';
import { NamespaceRuntime } from '../runtimes/namespace/namespace-runtime.js';
import { type FileSampler, openFileSampler } from '../runtimes/sampler/file-sampler.js';

const HELD_BYTES = 64 * MEBIBYTE;
const BUSY_MS = 500;
/** At each line of stdin one step: take memory, use CPU time and say how much it was, end. */
const PROGRAM = `
  let held;
  const steps = [
    () => { held = Buffer.alloc(${String(HELD_BYTES)}, 1); return 'held'; },
    () => {
      const before = process.cpuUsage();
      for (const end = Date.now() + ${String(BUSY_MS)}; Date.now() < end; );
      const { user, system } = process.cpuUsage(before);
      return 'used ' + (user + system) * 1000;
    },
    () => process.exit(held.length > 0 ? 0 : 1),
  ];
  process.stdin.on('data', () => console.log(steps.shift()()));
  console.log('started');
`;

const parent = await cgroupParent();
let base = '';
let image: Image;
let periodicReader: FileSampler;

beforeAll(async () => {
  periodicReader = await openFileSampler();
  base = mkdtempSync(path.join(tmpdir(), 'twinbench-samplers-'));
  image = await builtinImage();
});

afterAll(async () => {
  await periodicReader[Symbol.asyncDispose]();
  await parent?.close();
  rmSync(base, { recursive: true });
});

async function step(trial: Trial, answer: string): Promise<string> {
  await trial.instance.writeStdin(Buffer.from('next\n'));
  return trial.said(answer);
}

function increases(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value >= (values[index - 1] ?? Number.NaN));
}

/** The trial's readings: before anything, with memory held, and after the CPU time was used. */
async function measure(runtime: BareRuntime | NamespaceRuntime) {
  const trial = await Trial.start(runtime, image, base, [NODE, '--eval', PROGRAM]);
  const sampling = startSampling({
    instances: [trial.instance],
    guestRamBytes: 0,
    now: () => process.hrtime.bigint(),
    periodicReader,
  });
  try {
    await trial.said('started');
    await sampling.readAll('empty');
    await step(trial, 'held');
    await sampling.readAll('held');
    const usedNs = Number((await step(trial, 'used')).split(' ')[1]);
    sampling.readCgroups('used');
    await trial.instance.writeStdin(Buffer.from('next\n'));
    await trial.instance.exited;
    await trial.instance.stop();
    const endedNs = process.hrtime.bigint();
    await sleep(150);
    const { readings, cpuSeconds } = await sampling.stop();
    return { readings, usedNs, endedNs, cpuSeconds };
  } finally {
    await trial.instance.stop();
  }
}

const runtimes = { bare: new BareRuntime(), container: new NamespaceRuntime() };
const reason = parent === undefined ? ' (skipped: no writable control groups here)' : '';

describe.runIf(parent !== undefined)(`samplers${reason}`, () => {
  for (const [kind, runtime] of Object.entries(runtimes)) {
    test(`${kind}: memory and CPU time of an instance are what it took`, async () => {
      await runtime.prepare();
      const { readings, usedNs, endedNs, cpuSeconds } = await measure(runtime);
      const value = (sampler: string, label: string, name: string) =>
        readings.find((one) => one.sampler === sampler && one.label === label)?.values[name] ?? Number.NaN;
      const grown = (name: string) => value('cgroup', 'held', name) - value('cgroup', 'empty', name);
      expect(grown('anonBytes')).toBeGreaterThan(0.98 * HELD_BYTES);
      expect(grown('anonBytes')).toBeLessThan(1.1 * HELD_BYTES);
      expect(value('process-memory', 'held', 'workloadAnonBytes')).toBeGreaterThan(HELD_BYTES);
      expect(value('process-memory', 'held', 'supervisorAnonBytes')).toBeLessThan(2 * MEBIBYTE);
      const ofProcesses =
        value('process-memory', 'held', 'workloadAnonBytes') + value('process-memory', 'held', 'supervisorAnonBytes');
      expect(Math.abs(value('cgroup', 'held', 'anonBytes') - ofProcesses)).toBeLessThan(MEBIBYTE);
      expect(value('cgroup', 'held', 'kernelBytes')).toBeGreaterThan(0);
      const countedNs = value('cgroup', 'used', 'cpuNs') - value('cgroup', 'held', 'cpuNs');
      expect(countedNs).toBeGreaterThan(0.97 * usedNs);
      expect(countedNs).toBeLessThan(1.05 * usedNs + 20e6);
      const periodic = readings.filter(({ label }) => label === undefined);
      expect(periodic.filter(({ atNs }) => atNs > endedNs)).toEqual([]);
      expect(periodic.length).toBeGreaterThan(BUSY_MS / DEFAULT_PERIOD_MS / 2);
      expect(increases(periodic.map(({ values }) => values['cpuNs'] ?? Number.NaN))).toBe(true);
      const maxAnon = Math.max(...periodic.map(({ values }) => values['anonBytes'] ?? 0));
      expect(maxAnon - value('cgroup', 'empty', 'anonBytes')).toBeGreaterThan(0.98 * HELD_BYTES);
      expect(cpuSeconds).toBeGreaterThan(0);
    });
  }
});
