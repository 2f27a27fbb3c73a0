import { describe, expect, it } from 'vitest';
import { summarizeScenarios } from '../analysis/scenario-summaries.js';
import type { Trial } from '../contract/document.js';
import { SAMPLE_TRIAL } from '../contract/fixtures/minimal-records.js';
import type { InstanceRecord, Sample, TrialRecord } from '../contract/record.js';
import { measureTrials } from '../metrics/measured-trial.js';
import { SCENARIOS } from './index.js';

const MIB = 2 ** 20;
const ENVIRONMENT = {
  id: 'bare',
  kind: 'bare' as const,
  runtime: { id: 'bare', version: '1' },
  imageDigest: '',
  resources: { cpus: 1, cpuset: '', memoryBytes: 1, pidsMax: 1 },
};

function measuredTrials(...records: Partial<TrialRecord>[]): Trial[] {
  const whole = records.map((record, order) => ({ ...SAMPLE_TRIAL, id: `t${String(order)}`, order, ...record }));
  return measureTrials(whole, [ENVIRONMENT]);
}

const summarize = (trials: readonly Trial[]) => summarizeScenarios(trials, SCENARIOS)?.scenarios;

function instance(id: string, marksMs: Readonly<Record<string, number>>): InstanceRecord {
  const marks = Object.entries(marksMs).map(([name, ms]) => ({ name, tNs: ms * 1e6 }));
  return { id, marks };
}

function cgroupSample(label: string, anonBytes: number, instanceId = 'i'): Sample {
  return { sampler: 'cgroup', tNs: 0, instanceId, label, values: { anonBytes, shmemBytes: 0, kernelBytes: MIB } };
}

function hostSample(instances: number, usedMib: number): Sample {
  const values = {
    memAvailableBytes: (1000 - usedMib) * MIB,
    othersAnonBytes: (usedMib - instances * 9.5) * MIB,
    slabUnreclaimableBytes: instances * 2 * MIB,
    kernelStackBytes: 0,
    pageTablesBytes: 0,
    harnessAnonBytes: instances * 1024,
  };
  return { sampler: 'host', tNs: 0, instanceId: 'host', label: `settled-${String(instances)}`, values };
}

describe('density', () => {
  const samples = [0, 1, 2, 3, 4].map((count) => hostSample(count, count === 3 ? 900 : count * 10));
  const accounted = [0, 1, 2, 3].map((index) => cgroupSample('settled', 8 * MIB, `i${String(index)}`));
  const trial = {
    scenario: 'density',
    samples: [...samples, ...accounted],
    instances: [0, 1, 2, 3].map((index) => instance(`i${String(index)}`, {})),
    findings: { stoppedBecause: 'memory-budget' },
  };

  it('compares the slope with what the instances account for, whatever one reading says', () => {
    const [summary] = summarize(measuredTrials(trial))?.density ?? [];
    expect(summary).toMatchObject({ environmentId: 'bare', instances: 4, stoppedBecause: 'memory-budget' });
    expect(summary?.points).toHaveLength(5);
    expect(summary?.marginalBytes.estimate).toBe(10 * MIB);
    expect(summary?.accountedBytes).toBe(9 * MIB);
    expect(summary?.unexplainedRatio).toBeCloseTo(0.1, 12);
    expect(summary?.undisturbedBytes?.estimate).toBe(9.5 * MIB - 1024);
    expect(summary?.undisturbedUnexplainedRatio).toBeCloseTo(0.5 / 9.5, 3);
    expect(summary?.unaccountedKernelBytes).toBe(MIB);
    expect(summary?.harnessBytes).toBe(1024);
  });

  it('measures the plain slope of each trial', () => {
    const [measured] = measuredTrials(trial);
    expect(measured?.measurements).toEqual([{ metricId: 'memory-marginal', value: 10 * MIB }]);
  });

  it('says nothing of a trial that failed', () => {
    const outcome = { status: 'failed', code: 'x', message: '', detail: '' } as const;
    expect(summarize(measuredTrials({ ...trial, outcome }))).toBeUndefined();
  });
});

it('together: from the first start to the last ready', () => {
  const instances = [
    instance('a', { 'launcher-start': 0, ready: 30 }),
    instance('b', { 'launcher-start': 5, ready: 105 }),
    instance('c', { 'launcher-start': 8, ready: 50 }),
  ];
  const [summary] = summarize(measuredTrials({ scenario: 'together', instances }))?.together ?? [];
  expect(summary).toMatchObject({ instances: 3, n: 1 });
  expect(summary?.allReadySeconds).toBeCloseTo(0.105, 12);
  expect(summary?.bootSeconds).toBeCloseTo(0.042, 12);
});

it('together: has no figure when one instance was never ready', () => {
  const instances = [instance('a', { 'launcher-start': 0, ready: 30 }), instance('b', { 'launcher-start': 5 })];
  expect(summarize(measuredTrials({ scenario: 'together', instances }))).toBeUndefined();
});

it('churn: cycles per second', () => {
  const instances = [instance('a', { spawn: -10, stopped: 90 }), instance('b', { spawn: 95, stopped: 190 })];
  const [summary] = summarize(measuredTrials({ scenario: 'churn', instances }))?.churn ?? [];
  expect(summary).toMatchObject({ cycles: 2, n: 1, cyclesPerSecond: 10 });
});

it('elasticity: shares of the peak above the rest before it', () => {
  const levels = { before: 10, peak: 210, 'after-1s': 200, 'after-5s': 110, 'after-30s': 10 };
  const samples = Object.entries(levels).map(([label, mib]) => cgroupSample(label, mib * MIB));
  const [summary] = summarize(measuredTrials({ scenario: 'elasticity', samples }))?.elasticity ?? [];
  expect(summary?.peakBytes).toBe(200 * MIB);
  expect(summary?.returned.map(({ afterSeconds, ratio }) => [afterSeconds, ratio])).toEqual([
    [1, 0.05],
    [5, 0.5],
    [30, 1],
  ]);
});

it('elasticity: has no figure without a peak', () => {
  const samples = ['before', 'peak', 'after-30s'].map((label) => cgroupSample(label, MIB));
  expect(summarize(measuredTrials({ scenario: 'elasticity', samples }))).toBeUndefined();
});

it('idle: share of one core inside the window', () => {
  const cpu = (label: string, cpuNs: number): Sample => ({
    sampler: 'cgroup',
    tNs: 0,
    instanceId: 'i',
    label,
    values: { cpuNs },
  });
  const samples = [cpu('window-start', 1e9), cpu('window-end', 1.2e9)];
  const instances = [instance('i', { 'window-start': 100, 'window-end': 10_100 })];
  const [summary] = summarize(measuredTrials({ scenario: 'idle', samples, instances }))?.idle ?? [];
  expect(summary).toMatchObject({ n: 1, windowSeconds: 10 });
  expect(summary?.cpuRatio).toBeCloseTo(0.02, 12);
});

it('cold: beside the warm boots of the same run, never pooled with them', () => {
  const boot = (ms: number) => [instance('i', { 'launcher-start': 0, 'supervisor-start': 1, ready: ms })];
  const trials = measuredTrials(
    { scenario: 'cold', instances: boot(40) },
    { scenario: 'single', instances: boot(10) },
    { scenario: 'single', instances: boot(20), warmup: true },
  );
  expect(summarize(trials)?.cold).toEqual([{ environmentId: 'bare', n: 1, coldSeconds: 0.04, warmSeconds: 0.01 }]);
  expect(trials.map(({ measurements }) => measurements.map(({ metricId }) => metricId)[0])).toEqual([
    'boot-time-cold',
    'boot-time',
    'boot-time',
  ]);
});
