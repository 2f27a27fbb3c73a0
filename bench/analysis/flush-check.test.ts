import { describe, expect, it } from 'vitest';
import { SAMPLE_RUN, SAMPLE_TRIAL } from '../contract/fixtures/minimal-records.js';
import type { Environment, Sample } from '../contract/record.js';
import { findSkippedFlushSigns, skipsFlushes, warnOfSkippedFlushes } from './flush-check.js';

const FILE_BYTES = 1024 * 1024;
const WINDOW_NS = 1e9;

function environment(kind: Environment['kind']): Environment {
  const resources = { cpus: 1, cpuset: '0', memoryBytes: 1, pidsMax: 1 };
  return { id: kind, kind, runtime: { id: kind, version: '1' }, imageDigest: 'd', resources };
}

interface Ran {
  readonly kind?: Environment['kind'];
  readonly operations?: number;
  readonly writtenBytes?: number;
  readonly flushes?: number;
  readonly writeBack?: number;
}

function trial({ kind = 'vm', operations = 20, writtenBytes = operations * FILE_BYTES, flushes = 60, writeBack = 1 }: Ran = {}) {
  const sample = (sampler: string, label: string, values: Record<string, number>): Sample => ({
    sampler,
    label,
    values,
    tNs: 0,
    instanceId: 'i',
  });
  const samples = [
    sample('io', 'window-start', { writtenBytes: 7, cancelledBytes: 0 }),
    sample('io', 'window-end', { writtenBytes: writtenBytes + 7, cancelledBytes: 0 }),
  ];
  const guest = sample('guest', 'end', { 'disk.vdb.flushes': flushes, 'disk.vdb.writeBack': writeBack });
  const marks = [
    { name: 'window-start', tNs: 0 },
    { name: 'window-end', tNs: WINDOW_NS },
  ];
  const report = {
    workloadId: 'file-io',
    operations,
    windowNs: WINDOW_NS,
    samplesNs: [],
    samplesTruncated: true,
    result: 'r',
    verified: true,
  };
  return {
    ...SAMPLE_TRIAL,
    environmentId: kind,
    workloadId: 'file-io',
    instances: [{ id: 'i', marks, report }],
    samples: kind === 'vm' ? [...samples, guest] : samples,
    measurements: [],
  };
}

const workload = { id: 'file-io', version: '1', title: 'F', operation: 'o', parameters: { fileBytes: FILE_BYTES }, digest: 'd' };
const run = { ...SAMPLE_RUN, environments: [environment('bare'), environment('vm')], workloads: [workload] };

function signs(trials: ReturnType<typeof trial>[]) {
  return findSkippedFlushSigns({ run, trials }, 'vm');
}

const times = (n: number, ran: Ran) => Array.from({ length: n }, () => trial(ran));

describe('flush check', () => {
  it('finds nothing where every fsync reached the host', () => {
    const trials = [...times(4, { kind: 'bare', operations: 30 }), ...times(4, {})];
    expect(signs(trials)).toEqual([]);
    expect(warnOfSkippedFlushes({ run, trials })).toEqual([]);
    expect(signs([])).toEqual([]);
  });

  it('finds fewer flushes than fsyncs, unless the disk needs none', () => {
    expect(signs(times(2, { flushes: 19 }))).toEqual(['fewer-flushes']);
    expect(signs(times(2, { flushes: 0, writeBack: 0 }))).toEqual([]);
    expect(signs([...times(1, { flushes: 0 }), ...times(2, {})])).toEqual([]);
  });

  it('goes by how the disk is cached on the host where the guest believes something else', () => {
    const facts = {
      machine: 'm',
      accelerator: 'kvm',
      acceleratorReason: '',
      vcpus: 1,
      kernel: { release: '6', mitigations: {}, digest: 'd' },
      cmdline: '',
      flavour: 'minimal',
      diskCache: 'none',
    } as const;
    const environments = [{ ...environment('vm'), vm: facts }];
    const trials = times(2, { flushes: 0, writeBack: 0 });
    expect(findSkippedFlushSigns({ run: { ...run, environments }, trials }, 'vm')).toEqual(['fewer-flushes']);
    expect(warnOfSkippedFlushes({ run: { ...run, environments }, trials })[0]?.message).toContain('cache=none');
  });

  it('finds bytes that never reached the host', () => {
    expect(signs(times(2, { writtenBytes: 0.98 * 20 * FILE_BYTES }))).toEqual(['fewer-bytes']);
    expect(signs(times(2, { writtenBytes: 0.995 * 20 * FILE_BYTES }))).toEqual([]);
  });

  it('finds a VM that is faster than bare in every trial, from 4 trials on', () => {
    expect(signs([...times(4, { kind: 'bare', operations: 19 }), ...times(4, {})])).toEqual(['faster-than-bare']);
    expect(signs([...times(3, { kind: 'bare', operations: 10 }), ...times(4, {})])).toEqual([]);
    const one = trial({ kind: 'bare', operations: 20 });
    expect(signs([...times(4, { kind: 'bare', operations: 10 }), one, ...times(4, {})])).toEqual([]);
  });

  it('says so in one warning for each VM, and accuses no other environment', () => {
    const trials = [...times(4, { kind: 'bare', operations: 19, writtenBytes: 0 }), ...times(4, { flushes: 0 })];
    const [warning, ...more] = warnOfSkippedFlushes({ run, trials });
    expect(more).toEqual([]);
    expect(warning).toMatchObject({ code: 'flush-skipped' });
    expect(warning?.message).toMatch(/^vm seems to skip flushes: .*fewer flushes.*; .*faster in every trial/);
    expect(['bare', 'vm'].map((id) => skipsFlushes({ run, trials }, id))).toEqual([false, true]);
  });

  it('leaves out warm-ups, failed trials and other workloads', () => {
    const broken = trial({ flushes: 0 });
    const outcome = { status: 'skipped', code: 'c', message: 'm' } as const;
    expect(
      signs([
        { ...broken, warmup: true },
        { ...broken, outcome },
        { ...broken, workloadId: 'json' },
      ]),
    ).toEqual([]);
  });
});
