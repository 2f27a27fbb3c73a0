import { describe, expect, it } from 'vitest';
import { metricDefinition } from '../contract/document.js';
import type { Environment, Sample, TrialRecord } from '../contract/record.js';
import { METRICS } from './index.js';
import { throughputProblem } from './throughput.js';

const MS = 1e6;

function environment(kind: Environment['kind']): Environment {
  const resources = { cpus: 1, cpuset: '0', memoryBytes: 1, pidsMax: 1 };
  return { id: kind, kind, runtime: { id: kind, version: '1' }, imageDigest: 'd', resources };
}

const CONTAINER_MARKS = {
  spawn: -2 * MS,
  'launcher-start': 0,
  isolating: 1 * MS,
  'supervisor-start': 4 * MS,
  ready: 5 * MS,
  'workload-start': 45 * MS,
  'window-start': 400 * MS,
  'window-end': 1400 * MS,
  'stop-requested': 1410 * MS,
  stopped: 1425 * MS,
};

function sample(label: string | undefined, values: Record<string, number>, sampler = 'cgroup'): Sample {
  return { sampler, tNs: 0, instanceId: 'i', ...(label !== undefined && { label }), values };
}

const REPORT = {
  workloadId: 'json',
  operations: 250,
  windowNs: 1001 * MS,
  samplesNs: [4 * MS],
  samplesTruncated: true,
  result: 'r',
  verified: true,
};

interface Change {
  readonly marks?: Record<string, number>;
  readonly report?: Partial<typeof REPORT>;
  readonly samples?: Sample[];
  readonly workloadId?: string;
}

function trial({ marks = CONTAINER_MARKS, report = {}, samples = [], workloadId = 'json' }: Change = {}): TrialRecord {
  const instance = {
    id: 'i',
    marks: Object.entries(marks).map(([name, tNs]) => ({ name, tNs })),
    phases: [],
    report: { ...REPORT, ...report },
  };
  return {
    record: 'trial',
    id: 't',
    scenario: 'single',
    environmentId: 'container',
    workloadId,
    block: 0,
    order: 0,
    repetition: 0,
    warmup: false,
    originNs: '1',
    startedAt: '',
    outcome: { status: 'completed' },
    instances: [instance],
    samples,
  };
}

function derive(id: string, record: TrialRecord, kind: Environment['kind'] = 'container'): number | undefined {
  const metric = METRICS.find(({ definition }) => definition.id === id);
  if (!metric) throw new Error(`no metric ${id}`);
  return metric.derive(record, environment(kind));
}

describe('the list of metrics', () => {
  it('has valid definitions, unique ids, and parts of metrics that exist with the same unit and scope', () => {
    const definitions = METRICS.map(({ definition }) => metricDefinition.parse(definition));
    const byId = new Map(definitions.map((definition) => [definition.id, definition]));
    expect(byId.size).toBe(definitions.length);
    for (const { partOf, unit, scope, id } of definitions) {
      if (partOf === undefined) continue;
      expect(id.startsWith(`${partOf}.`)).toBe(true);
      expect(byId.get(partOf)).toMatchObject({ unit, scope });
    }
  });
});

describe('times', () => {
  it('run between their marks, in seconds', () => {
    expect(derive('spawn-cost', trial())).toBeCloseTo(0.002, 12);
    expect(derive('boot-time', trial())).toBeCloseTo(0.005, 12);
    expect(derive('workload-start-time', trial())).toBeCloseTo(0.04, 12);
    expect(derive('stop-time', trial())).toBeCloseTo(0.015, 12);
  });

  it('are absent when a mark is missing or out of order', () => {
    const { stopped: _, ...withoutStopped } = CONTAINER_MARKS;
    expect(derive('stop-time', trial({ marks: withoutStopped }))).toBeUndefined();
    expect(derive('boot-time', trial({ marks: { 'launcher-start': 5, ready: 4 } }))).toBeUndefined();
    expect(derive('boot-time', { ...trial(), instances: [] })).toBeUndefined();
  });

  it('have parts that sum to the whole, or none', () => {
    const parts = (kind: Environment['kind'], record: TrialRecord) =>
      METRICS.filter(({ definition }) => definition.partOf === 'boot-time').flatMap(({ definition, derive: own }) => {
        const value = own(record, environment(kind));
        return value === undefined ? [] : [[definition.id, value] as const];
      });
    const container = parts('container', trial());
    expect(container.map(([id]) => id)).toEqual(['boot-time.launch', 'boot-time.isolate', 'boot-time.supervise']);
    expect(container.reduce((sum, [, value]) => sum + value, 0)).toBeCloseTo(0.005, 12);
    expect(parts('vm', trial())).toEqual([]);
  });
});

describe('throughput and CPU', () => {
  const cpu = [sample('window-start', { cpuNs: 100 * MS }), sample('window-end', { cpuNs: 1050 * MS })];

  it("divide by the host's window and by the operations in it", () => {
    expect(derive('throughput', trial())).toBeCloseTo(250, 9);
    expect(derive('cpu-time', trial({ samples: cpu }))).toBeCloseTo(0.95, 12);
    expect(derive('cpu-per-operation', trial({ samples: cpu }))).toBeCloseTo(0.0038, 12);
  });

  it.each([
    ['not-verified', { verified: false }],
    ['no-operations', { operations: 0 }],
    ['clocks-disagree', { windowNs: 1011 * MS }],
    ['clocks-disagree', { windowNs: 989 * MS }],
  ])('are void when %s', (problem, report) => {
    const record = trial({ report, samples: cpu });
    expect(throughputProblem(record)).toBe(problem);
    expect(derive('throughput', record)).toBeUndefined();
    expect(derive('cpu-per-operation', record)).toBeUndefined();
    expect(derive('cpu-time', record)).toBeCloseTo(0.95, 12);
  });

  it('are absent without what they need', () => {
    expect(derive('cpu-time', trial({ samples: cpu.slice(0, 1) }))).toBeUndefined();
    expect(
      derive(
        'cpu-time',
        trial({ samples: [...cpu].reverse().map((one, i) => ({ ...one, label: ['window-start', 'window-end'][i] ?? '' })) }),
      ),
    ).toBeUndefined();
    expect(throughputProblem(trial({ marks: {} }))).toBe('window-not-marked');
  });
});

describe('memory', () => {
  const held = { anonBytes: 100, shmemBytes: 20, kernelBytes: 3, fileBytes: 50 };
  const settled = sample('settled', held);

  it('counts what cannot be reclaimed once settled on idle', () => {
    expect(derive('memory-idle', trial({ workloadId: 'idle', samples: [settled] }))).toBe(123);
    expect(derive('memory-idle', trial({ workloadId: 'json', samples: [settled] }))).toBeUndefined();
    expect(derive('memory-idle', trial({ workloadId: 'idle', samples: [sample('settled', { anonBytes: 1 })] }))).toBeUndefined();
  });

  it('has parts that sum to the whole', () => {
    const record = trial({ workloadId: 'idle', samples: [settled, sample('settled', { otherAnonBytes: 30 }, 'vmm-memory')] });
    expect([derive('memory-idle.processes', record), derive('memory-idle.kernel', record)]).toEqual([120, 3]);
    expect([derive('memory-idle.guest', record, 'vm'), derive('memory-idle.vmm', record, 'vm')]).toEqual([90, 33]);
    expect(derive('memory-idle.processes', record, 'vm')).toBeUndefined();
    expect(derive('memory-idle.vmm', record)).toBeUndefined();
    const impossible = [settled, sample('settled', { otherAnonBytes: 1000 }, 'vmm-memory')];
    expect(derive('memory-idle.guest', trial({ workloadId: 'idle', samples: impossible }), 'vm')).toBeUndefined();
  });

  it('takes the highest reading as the peak and the last as the cache', () => {
    const samples = [settled, sample(undefined, { ...held, anonBytes: 400 }), sample('end', { ...held, fileBytes: 70 })];
    expect(derive('memory-peak', trial({ samples }))).toBe(423);
    expect(derive('memory-cache', trial({ samples }))).toBe(50);
    expect(derive('memory-peak', trial())).toBeUndefined();
    expect(derive('memory-cache', trial())).toBeUndefined();
  });
});
