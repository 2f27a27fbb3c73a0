import { describe, expect, it } from 'vitest';
import { metricDefinition } from '../contract/document.js';
import type { Environment, Sample, TrialRecord } from '../contract/record.js';
import { listDefinitions, METRICS } from './index.js';
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
    for (const { partOf, unit, scope, group } of definitions)
      if (partOf !== undefined) expect(byId.get(partOf)).toMatchObject({ unit, scope, ...(group !== undefined && { group }) });
  });
});

describe('the definitions of a run', () => {
  const decisive = (measured: readonly string[]) =>
    listDefinitions((id) => measured.includes(id)).map(({ id, primary = false, partOf }) => [id, primary, partOf]);

  it('let the time to the program decide where it was measured, and boot time elsewhere', () => {
    expect(decisive(['time-to-program', 'boot-time', 'workload-start-time'])).toEqual([
      ['time-to-program', true, undefined],
      ['boot-time', false, 'time-to-program'],
      ['workload-start-time', false, 'time-to-program'],
    ]);
    expect(decisive(['boot-time', 'boot-time.launch', 'stop-time'])).toEqual([
      ['boot-time', true, undefined],
      ['boot-time.launch', false, 'boot-time'],
      ['stop-time', true, undefined],
    ]);
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

  it('add up from the launcher to the program, to the nanosecond', () => {
    const nanoseconds = (id: string) => Math.round((derive(id, trial()) ?? Number.NaN) * 1e9);
    expect(nanoseconds('time-to-program')).toBe(45 * MS);
    expect(nanoseconds('boot-time') + nanoseconds('workload-start-time')).toBe(nanoseconds('time-to-program'));
  });

  it('end at boot where the instance is stopped as soon as it is ready, however far its program came', () => {
    const boots = { ...trial(), scenario: 'boot' };
    expect(derive('boot-time', boots)).toBeCloseTo(0.005, 12);
    expect([derive('time-to-program', boots), derive('workload-start-time', boots)]).toEqual([undefined, undefined]);
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

  it('count the one operation of a command whatever the clocks say, since its window is the command', () => {
    const record = trial({ workloadId: 'command', report: { operations: 1, windowNs: 900 * MS }, samples: cpu });
    expect(derive('cpu-per-operation', record)).toBeCloseTo(0.95, 12);
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

  const supervisor = { supervisorAnonBytes: 30 };
  const MIB = 2 ** 20;
  /** 100 MiB on the host, 10 of them QEMU's own; the guest was given 200 and has 120 free, so it holds 10 that are free. */
  const ofHost = { anonBytes: 98 * MIB, shmemBytes: 1 * MIB, kernelBytes: 1 * MIB };
  const ofVmm = { otherAnonBytes: 9 * MIB };
  const ofGuest = {
    MemFree: 120 * MIB,
    Cached: 12 * MIB,
    Buffers: 1 * MIB,
    Shmem: 3 * MIB,
    'initramfs.shmem': 2 * MIB,
    'workload.anon': 20 * MIB,
  };
  const ofVm = (label: string, guest: Record<string, number> = ofGuest) => [
    sample(label, ofHost),
    sample(label, ofVmm, 'vmm-memory'),
    sample(label, guest, 'guest'),
  ];
  const given = (kind: Environment['kind']): Environment => {
    const one = environment(kind);
    return { ...one, resources: { ...one.resources, memoryBytes: 200.5 * MIB } };
  };
  const partsOf = (whole: string, record: TrialRecord, kind: Environment['kind']) =>
    Object.fromEntries(
      METRICS.filter(({ definition }) => definition.partOf === whole).flatMap(({ definition, derive: own }) => {
        const value = own(record, given(kind));
        return value === undefined ? [] : [[definition.id.slice(whole.length + 1), value]];
      }),
    );

  it('splits what processes hold: the supervisor is known, the rest of it is the workload', () => {
    const samples = [settled, sample('settled', supervisor, 'process-memory')];
    const record = trial({ workloadId: 'idle', samples });
    expect(partsOf('memory-idle', record, 'container')).toEqual({ workload: 90, supervisor: 30, kernel: 3 });
    expect(partsOf('memory-idle', trial({ samples }), 'bare')).toEqual({});
  });

  it('splits what a guest holds on the host by what it says of itself', () => {
    const record = trial({ workloadId: 'idle', samples: ofVm('settled') });
    const parts = partsOf('memory-idle', record, 'vm');
    expect(parts).toEqual({
      workload: 21 * MIB,
      'guest-kernel': 49 * MIB,
      'guest-cache': 10 * MIB,
      'guest-free': 10 * MIB,
      vmm: 10 * MIB,
    });
  });

  it('takes what the guest holds but never touched off its kernel', () => {
    const samples = ofVm('settled', { ...ofGuest, MemFree: 100 * MIB });
    const parts = partsOf('memory-idle', trial({ workloadId: 'idle', samples }), 'vm');
    expect(parts).toMatchObject({ 'guest-free': 0, 'guest-kernel': 59 * MIB });
  });

  it.each([
    ['a supervisor that is gone', 'container', [settled]],
    ['a supervisor larger than its group', 'bare', [settled, sample('settled', { supervisorAnonBytes: 121 }, 'process-memory')]],
    ['a guest that did not answer', 'vm', ofVm('settled').slice(0, 2)],
    ['a VMM that is gone', 'vm', ofVm('settled').toSpliced(1, 1)],
    [
      'a VMM larger than its group',
      'vm',
      ofVm('settled').with(1, sample('settled', { otherAnonBytes: 200 * MIB }, 'vmm-memory')),
    ],
    ['a workload that ended before the guest answered', 'vm', ofVm('settled', { ...ofGuest, 'workload.anon': 0 })],
    ['a guest that says it uses more than is there', 'vm', ofVm('settled', { ...ofGuest, 'workload.anon': 99 * MIB })],
  ] as const)('has no parts with %s', (_, kind, samples) => {
    const record = trial({ workloadId: 'idle', samples: [...samples] });
    expect(derive('memory-idle', record, kind)).toBeGreaterThan(0);
    expect(partsOf('memory-idle', record, kind)).toEqual({});
    expect(partsOf('memory-peak', record, kind)).toEqual({});
  });

  it('splits the peak, too, with what was gone at the end apart', () => {
    const peak = sample(undefined, { ...ofHost, anonBytes: 105 * MIB });
    const parts = partsOf('memory-peak', trial({ samples: [peak, ...ofVm('end')] }), 'vm');
    expect(parts).toMatchObject({ transient: 7 * MIB, vmm: 10 * MIB, workload: 21 * MIB });
    expect(Object.values(parts).reduce((sum, bytes) => sum + bytes, 0)).toBe(107 * MIB);
    const atTheEnd = trial({ samples: [sample('end', held), sample('end', supervisor, 'process-memory')] });
    expect(partsOf('memory-peak', atTheEnd, 'bare')).toEqual({ workload: 90, supervisor: 30, kernel: 3, transient: 0 });
  });

  it('tells mapped files of the instance alone from those that others map, of all its processes or not at all', () => {
    const maps = {
      supervisorPrivateFileBytes: 1,
      supervisorSharedFileBytes: 2,
      workloadPrivateFileBytes: 10,
      workloadSharedFileBytes: 20,
    };
    const record = trial({ samples: [sample('end', maps, 'process-memory')] });
    expect([derive('memory-cache.private', record), derive('memory-cache.shared', record)]).toEqual([11, 22]);
    const { workloadPrivateFileBytes: _, ...without } = maps;
    expect(derive('memory-cache.private', trial({ samples: [sample('end', without, 'process-memory')] }))).toBeUndefined();
    const vm = trial({ samples: [sample('end', { privateFileBytes: 5, sharedFileBytes: 6 }, 'vmm-memory')] });
    expect([derive('memory-cache.private', vm, 'vm'), derive('memory-cache.shared', vm, 'vm')]).toEqual([5, 6]);
  });

  it('takes the highest reading as the peak and the last as the cache', () => {
    const samples = [settled, sample(undefined, { ...held, anonBytes: 400 }), sample('end', { ...held, fileBytes: 70 })];
    expect(derive('memory-peak', trial({ samples }))).toBe(423);
    expect(derive('memory-cache', trial({ samples }))).toBe(50);
    expect(derive('memory-peak', trial())).toBeUndefined();
    expect(derive('memory-cache', trial())).toBeUndefined();
  });
});

describe('storage', () => {
  const io = (label: string, readBytes: number, writtenBytes: number, cancelledBytes = 0) =>
    sample(label, { readBytes, writtenBytes, cancelledBytes }, 'io');

  it('counts what was sent and fetched inside the window, without what was cancelled', () => {
    const record = trial({ samples: [io('window-start', 10, 100, 5), io('window-end', 14, 2605, 10), io('end', 99, 9999)] });
    expect(derive('io-written', record)).toBe(2500);
    expect(derive('io-written-per-operation', record)).toBe(10);
    expect(derive('io-read', record)).toBe(4);
  });

  it('counts from the last reading before the window, for the labelled one comes late', () => {
    const at = (tNs: number, writtenBytes: number) => ({ ...sample(undefined, { writtenBytes, cancelledBytes: 0 }, 'io'), tNs });
    const readings = [at(360 * MS, 1), at(380 * MS, 2), at(401 * MS, 50)];
    const record = trial({ samples: [...readings, io('window-start', 0, 60), io('window-end', 0, 102)] });
    expect(derive('io-written', record)).toBe(100);
  });

  it('is absent without both ends, or when more was cancelled than written', () => {
    expect(derive('io-written', trial({ samples: [io('window-start', 1, 1)] }))).toBeUndefined();
    expect(derive('io-read', trial({ samples: [io('window-end', 1, 1)] }))).toBeUndefined();
    const cancelled = trial({ samples: [io('window-start', 0, 10), io('window-end', 0, 20, 30)] });
    expect(derive('io-written', cancelled)).toBeUndefined();
  });

  it('has what a guest sent to its own disk', () => {
    const record = trial({ samples: [sample('end', { 'disk.vdb.writtenBytes': 4096, 'disk.vdb.flushes': 3 }, 'guest')] });
    expect([derive('io-guest-written', record, 'vm'), derive('io-guest-flushes', record, 'vm')]).toEqual([4096, 3]);
    expect(derive('io-guest-written', trial())).toBeUndefined();
  });
});
