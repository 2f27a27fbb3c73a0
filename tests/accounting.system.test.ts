/** Parts of memory and bytes of I/O against quantities that are known, in every kind of instance. */
import { mkdtempSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Environment, TrialRecord } from '../bench/contract/record.js';
import { windowBytes } from '../bench/metrics/io.js';
import { type MemoryPart, memoryParts } from '../bench/metrics/memory-parts.js';
import { labelledSample, unreclaimableBytes } from '../bench/metrics/metric.js';
import { startSampling } from '../bench/samplers/sampling.js';
import { BareRuntime } from '../runtimes/bare/bare-runtime.js';
import { builtinImage, NODE } from '../runtimes/images/builtin.js';
import type { Image } from '../runtimes/images/image.js';
import { cgroupParent, MEBIBYTE, Trial } from '../runtimes/launcher/fixtures/trial-instance.js';
import { NamespaceRuntime } from '../runtimes/namespace/namespace-runtime.js';
import type { Runtime } from '../runtimes/runtime.js';
import { type FileSampler, openFileSampler } from '../runtimes/sampler/file-sampler.js';
import { QemuRuntime } from '../vm/qemu/qemu-runtime.js';

const HELD_BYTES = 128 * MEBIBYTE;
const WRITTEN_BYTES = 64 * MEBIBYTE;
const RAM_BYTES = 512 * MEBIBYTE;
const FREEING_MS = 1_500;
/** At each line of stdin one step: take memory, let it go, write and fsync. */
const PROGRAM = `
  const fs = require('node:fs');
  let held;
  const mib = Buffer.alloc(${String(MEBIBYTE)}, 7);
  const steps = [
    () => { held = Buffer.alloc(${String(HELD_BYTES)}, 1); return 'held'; },
    async () => {
      held = undefined;
      gc();
      // Buffers are given back by a thread of their own.
      await new Promise((resolve) => setTimeout(resolve, ${String(FREEING_MS)}));
      return 'freed';
    },
    () => {
      const file = fs.openSync('/var/tmp/written', 'w');
      for (let left = ${String(WRITTEN_BYTES)}; left > 0; left -= mib.length) fs.writeSync(file, mib);
      fs.fsyncSync(file);
      fs.closeSync(file);
      fs.unlinkSync('/var/tmp/written');
      return 'written';
    },
  ];
  process.stdin.on('data', async () => console.log(await steps.shift()()));
  console.log('started');
`;

const parent = await cgroupParent();
const reason = parent === undefined ? ' (skipped: no writable control groups here)' : '';
let base = '';
let image: Image;
let periodicReader: FileSampler;

beforeAll(async () => {
  periodicReader = await openFileSampler();
  base = mkdtempSync('/var/tmp/twinbench-accounting-');
  image = await builtinImage();
});

afterAll(async () => {
  await periodicReader[Symbol.asyncDispose]();
  await parent?.close();
  rmSync(base, { recursive: true });
});

/** A trial's record with a full reading after each step, named after it. */
async function measure(runtime: Runtime): Promise<TrialRecord> {
  await runtime.prepare(image);
  const trial = await Trial.start(runtime, image, base, [NODE, '--expose-gc', '--eval', PROGRAM], { memoryBytes: RAM_BYTES });
  const now = () => process.hrtime.bigint();
  const sampling = startSampling({ instances: [trial.instance], guestRamBytes: RAM_BYTES, now, periodicReader });
  try {
    await trial.said('started');
    await sampling.readAll('empty');
    for (const word of ['held', 'freed', 'written']) {
      if (word === 'written') sampling.readCgroups('window-start');
      await trial.instance.writeStdin(Buffer.from('next\n'));
      await trial.said(word);
      if (word === 'written') sampling.readCgroups('window-end');
      await sampling.readAll(word);
    }
    return record(trial.instance.id, (await sampling.stop()).readings);
  } finally {
    await trial.instance.stop();
  }
}

type Readings = Awaited<ReturnType<ReturnType<typeof startSampling>['stop']>>['readings'];

function record(id: string, readings: Readings): TrialRecord {
  const samples = readings.map(({ atNs: _, values, ...reading }) => ({ ...reading, tNs: 0, values: { ...values } }));
  return {
    record: 'trial',
    id: 't',
    scenario: 'single',
    environmentId: 'e',
    workloadId: 'w',
    block: 0,
    order: 0,
    repetition: 0,
    warmup: false,
    originNs: '1',
    startedAt: '',
    outcome: { status: 'completed' },
    instances: [{ id, marks: [] }],
    samples,
  };
}

const LABELS = ['empty', 'held', 'freed', 'written'] as const;

function readAccount(trial: TrialRecord, kind: Environment['kind']) {
  const resources = { cpus: 1, cpuset: '0', memoryBytes: RAM_BYTES, pidsMax: 64 };
  const environment = { id: kind, kind, runtime: { id: kind, version: '1' }, imageDigest: 'd', resources };
  const partsAt = (label: string) => memoryParts(trial, environment, label) ?? {};
  const grown = (part: MemoryPart, from: string, to: string) =>
    (partsAt(to)[part] ?? Number.NaN) - (partsAt(from)[part] ?? Number.NaN);
  return { partsAt, grown };
}

function expectSums(trial: TrialRecord, { partsAt }: ReturnType<typeof readAccount>): void {
  for (const label of LABELS) {
    const cgroup = labelledSample(trial, 'cgroup', label);
    const parts = Object.values(partsAt(label));
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.reduce((sum, bytes) => sum + bytes, 0)).toBe(cgroup && unreclaimableBytes(cgroup));
  }
}

/** Exactly what was fsynced, and metadata. */
function expectWritten(trial: TrialRecord): void {
  expect(windowBytes(trial, 'written')).toBeGreaterThanOrEqual(WRITTEN_BYTES);
  expect(windowBytes(trial, 'written')).toBeLessThan(1.01 * WRITTEN_BYTES + MEBIBYTE);
}

describe.runIf(parent !== undefined)(`accounting${reason}`, () => {
  for (const runtime of [new BareRuntime(), new NamespaceRuntime()]) {
    test(`${runtime.kind}: memory that is touched is the workload's, and fsynced bytes are written`, async () => {
      const trial = await measure(runtime);
      const account = readAccount(trial, runtime.kind);
      expectSums(trial, account);
      expect(account.grown('workload', 'empty', 'held') / HELD_BYTES).toBeCloseTo(1, 1);
      expect(account.grown('workload', 'held', 'freed') / HELD_BYTES).toBeCloseTo(-1, 1);
      expect(Math.abs(account.grown('supervisor', 'empty', 'held'))).toBeLessThan(MEBIBYTE);
      expectWritten(trial);
    });
  }

  test('vm: touched memory is the workload’s and, once let go, free but held; the guest’s cache is its own part', async () => {
    const trial = await measure(new QemuRuntime({ accelerator: 'auto', vcpus: 1 }));
    const account = readAccount(trial, 'vm');
    expectSums(trial, account);
    expect(account.grown('workload', 'empty', 'held') / HELD_BYTES).toBeCloseTo(1, 1);
    expect(account.grown('workload', 'held', 'freed') / HELD_BYTES).toBeCloseTo(-1, 1);
    expect(account.grown('guest-free', 'held', 'freed') / HELD_BYTES).toBeCloseTo(1, 1);
    expect(account.partsAt('empty')['guest-cache']).toBeGreaterThan(MEBIBYTE);
    expectWritten(trial);
    const flushed = labelledSample(trial, 'guest', 'written')?.values ?? {};
    expect(flushed['disk.vdb.writtenBytes']).toBeGreaterThan(WRITTEN_BYTES);
    expect(flushed['disk.vdb.flushes']).toBeGreaterThan(0);
  });
});
