import { describe, expect, it } from 'vitest';
import type { Trial } from '../../contract/document.js';
import { SAMPLE_RUN, SAMPLE_TRIAL } from '../../contract/fixtures/minimal-records.js';
import type { RunRecord, TrialParameters } from '../../contract/record.js';
import { summarizeCalibration } from './calibration.js';

const MIB = 1024 * 1024;
const ENVIRONMENT = {
  id: 'container',
  kind: 'container',
  runtime: { id: 'namespace', version: '1' },
  imageDigest: 'sha256:00',
  resources: { cpus: 2, cpuset: '', memoryBytes: 512 * MIB, pidsMax: 1024 },
} as const;
const run: RunRecord = {
  ...SAMPLE_RUN,
  environments: [ENVIRONMENT, { ...ENVIRONMENT, id: 'bare', kind: 'bare' }, { ...ENVIRONMENT, id: 'plain', kind: 'bare' }],
};

let count = 0;

interface Simulated {
  readonly block: number;
  readonly parameters: TrialParameters;
  readonly environmentId?: string;
  readonly windowMs?: number;
  readonly operationNs?: number;
  readonly values?: Readonly<Record<string, number>>;
}

function trial({ block, parameters, environmentId = 'container', windowMs = 1, operationNs, values = {} }: Simulated): Trial {
  count += 1;
  const report = {
    workloadId: 'known',
    operations: operationNs === undefined ? 1 : 10,
    windowNs: operationNs === undefined ? windowMs * 1e6 : 10 * operationNs,
    samplesNs: [],
    samplesTruncated: false,
    result: '',
    verified: true,
  };
  return {
    ...SAMPLE_TRIAL,
    id: `t${count}`,
    scenario: 'calibration',
    environmentId,
    workloadId: 'known',
    block,
    parameters,
    instances: [
      {
        id: 'i',
        report,
        marks: [
          { name: 'launcher-start', tNs: 0 },
          { name: 'window-start', tNs: 1e6 },
          { name: 'window-end', tNs: 1e6 + windowMs * 1e6 },
          { name: 'stop-requested', tNs: 1e9 },
        ],
      },
    ],
    samplerCpuSeconds: 0.004,
    measurements: Object.entries(values).map(([metricId, value]) => ({ metricId, value })),
  };
}

const BLOCKS = [0, 1, 2, 3, 4, 5, 6, 7];
/** The host gets slower from block to block; what is paired within blocks must not see it. */
const drift = (block: number) => block * 0.3;

function makeEntry(trials: readonly Trial[], quantity: string) {
  return summarizeCalibration(run, trials)?.entries.find((entry) => entry.quantity === quantity);
}

describe('summarizeCalibration', () => {
  it('is absent for a run that calibrated nothing', () => {
    expect(summarizeCalibration(run, [])).toBeUndefined();
    expect(summarizeCalibration(run, [{ ...trial({ block: 0, parameters: {} }), scenario: 'single' }])).toBeUndefined();
  });

  it('says by how much a sleep is measured too long, and what is allowed', () => {
    const trials = BLOCKS.map((block) =>
      trial({ block, parameters: { quantity: 'sleep', 'set-ms': 50 }, windowMs: 50.4 + block / 100 }),
    );
    const entry = makeEntry(trials, 'sleep-50ms');
    expect(entry).toMatchObject({ n: 8, trueValue: 0.05, unit: 'second', environmentId: 'container' });
    expect(entry?.error.estimate).toBeCloseTo(0.000435, 6);
    expect(entry?.error.low).toBeCloseTo(0.0004, 4);
    expect(entry?.tolerance).toBeCloseTo(0.00125, 9);
  });

  it('recovers a boot delay within blocks, in its part and in the whole', () => {
    const values = (block: number, delay: number) => ({
      'boot-time': 1 + drift(block) + delay,
      'boot-time.isolate': 0.5 + drift(block) + delay,
    });
    const trials = BLOCKS.flatMap((block) => [
      trial({ block, parameters: { quantity: 'boot' }, values: values(block, 0) }),
      trial({ block, parameters: { quantity: 'boot', 'delay-isolate': 200 }, values: values(block, 0.203) }),
    ]);
    expect(makeEntry(trials, 'boot-delay-isolate-200ms')?.error.estimate).toBeCloseTo(0.003, 9);
    expect(makeEntry(trials, 'boot-delay-isolate-200ms-whole')?.error.estimate).toBeCloseTo(0.003, 9);
    expect(makeEntry(trials, 'nothing-window')?.measured).toBeCloseTo(0.001, 9);
  });

  it('takes the smaller amount of memory off the larger one', () => {
    const trials = BLOCKS.flatMap((block) =>
      [64, 256].map((mib) =>
        trial({
          block,
          parameters: { quantity: 'memory', 'set-mib': mib },
          values: { 'memory-peak': (mib + 30 + drift(block)) * MIB + (mib === 256 ? MIB : 0) },
        }),
      ),
    );
    expect(makeEntry(trials, 'memory-192mib')?.error.estimate).toBeCloseTo(MIB, 0);
  });

  it('leaves out what was not measured instead of calling it exact', () => {
    const trials = BLOCKS.map((block) => trial({ block, parameters: { quantity: 'written', 'set-mib': 64 } }));
    expect(makeEntry(trials, 'written-64mib')).toBeUndefined();
  });

  it('gives no interval below six values', () => {
    const trials = BLOCKS.slice(0, 5).map((block) =>
      trial({ block, parameters: { quantity: 'cpu', 'set-ms': 1000 }, values: { 'cpu-time': 1.01 } }),
    );
    const entry = makeEntry(trials, 'cpu-1000ms');
    expect(entry?.error).toEqual({ estimate: expect.closeTo(0.01, 9) });
  });

  it('finds what samplers and supervision cost, paired by block', () => {
    const parameters = (watched: boolean) => ({ quantity: 'own-cost', watched });
    const trials = BLOCKS.flatMap((block) => {
      const plainNs = 5e6 * (1 + drift(block));
      return [
        trial({ block, environmentId: 'bare', parameters: parameters(true), operationNs: plainNs * 1.02 * 1.01 }),
        trial({ block, environmentId: 'bare', parameters: parameters(false), operationNs: plainNs * 1.01 }),
        trial({ block, environmentId: 'plain', parameters: parameters(false), operationNs: plainNs }),
      ];
    });
    const costs = summarizeCalibration(run, trials)?.ownCost ?? [];
    expect(costs.map(({ what, environmentId }) => `${what} ${environmentId}`)).toEqual(['sampling bare', 'supervision bare']);
    expect(costs[0]?.slowdown.estimate).toBeCloseTo(0.02, 9);
    expect(costs[0]?.samplerCpuRatio).toBeCloseTo(0.004, 6);
    expect(costs[1]?.slowdown.estimate).toBeCloseTo(0.01, 9);
  });

  it('compares an environment with itself by block', () => {
    const trials = BLOCKS.flatMap((block) =>
      ['a', 'b'].map((arm) =>
        trial({
          block,
          parameters: { quantity: 'self', arm },
          values: { throughput: 100 + drift(block) + (arm === 'b' ? 0.001 : 0) },
        }),
      ),
    );
    const [comparison] = summarizeCalibration(run, trials)?.selfComparisons ?? [];
    expect(comparison).toMatchObject({ metricId: 'throughput', environmentId: 'container', n: 8 });
    expect(comparison?.ratio?.estimate).toBeCloseTo(1, 4);
    expect(comparison?.verdict.status).not.toBe('worse');
  });
});
