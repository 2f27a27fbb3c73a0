/**
 * A seeded stand-in for a measured run: raw records as the harness writes them, of realistic size and spread, for tests of what
 * comes after measuring. No figure here was measured.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type {
  EndRecord,
  Environment,
  Outcome,
  PlannedTrial,
  RunRecord,
  Sample,
  TrialNoise,
  TrialRecord,
} from '../bench/contract/record.js';
import { GENERATOR, HOST, IMAGE_DIGEST, simulatedEnvironments, WORKLOADS } from './simulated-facts.js';

export interface SimulatedRun {
  readonly run: RunRecord;
  readonly trials: TrialRecord[];
  readonly ends: EndRecord[];
}

export interface SimulationOptions {
  readonly seed?: number;
  /** Blocks of each workload. */
  readonly repetitions?: number;
  readonly warmupBlocks?: number;
  readonly accelerator?: 'kvm' | 'tcg';
  readonly rootless?: boolean;
  /** Trials of the VM that fail or time out, by turns; every tenth by default. */
  readonly failEvery?: number;
  /** Numbers of the blocks that the host disturbs; every trial has a noise reading then, and none when absent. */
  readonly noise?: SimulatedNoise;
}

interface SimulatedNoise {
  readonly stealIn?: readonly number[];
  readonly busyIn?: readonly number[];
  readonly slowIn?: readonly number[];
}

type Random = () => number;

const START = Date.UTC(2026, 0, 15, 9, 30);
const TRIAL_MS = 2_500;
const ORIGIN_NS = 8_123_456_789_000n;
const WINDOW_NS = 1_000_000_000;
const SETTLE_NS = 300_000_000;
const PERIODIC_SAMPLES = 2;
const KEPT_SAMPLES = 16;
const MIB = 2 ** 20;
/** As the simulated environments say. */
const VM_RAM_BYTES = 512 * MIB;
const MS = 1e6;

/** Medians by environment kind: what a trial takes (ns), and how fast and how large it is. `slowdown` divides throughput. */
const BEHAVIOUR = {
  bare: { phasesMs: [0.6, 0.4], startMs: 38, stopMs: 4, slowdown: 1, anonMib: 0.6, kernelMib: 0.5, vmmMib: 0 },
  container: { phasesMs: [0.7, 2.1, 0.9], startMs: 40, stopMs: 11, slowdown: 1.01, anonMib: 0.6, kernelMib: 0.9, vmmMib: 0 },
  kvm: { phasesMs: [62, 118, 35], startMs: 52, stopMs: 48, slowdown: 1.06, anonMib: 92, kernelMib: 2.4, vmmMib: 21 },
  tcg: { phasesMs: [70, 1210, 260], startMs: 890, stopMs: 160, slowdown: 24, anonMib: 96, kernelMib: 2.4, vmmMib: 34 },
} as const;

type Behaviour = (typeof BEHAVIOUR)[keyof typeof BEHAVIOUR];

/** A factor around 1: lognormal noise and, now and then, a burst. */
function noise(random: Random, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const burst = random() < 0.03 ? 1.4 : 1;
  return Math.exp(spread * normal) * burst;
}

export function simulateRun(options: SimulationOptions = {}): SimulatedRun {
  const { seed = 1, repetitions = 6, warmupBlocks = 1, accelerator = 'tcg', rootless = false, failEvery = 10 } = options;
  const generator = xoroshiro128plus(seed);
  const random = () => uniformFloat64(generator);
  const environments = simulatedEnvironments(accelerator, rootless);
  const plan = makePlan(environments, repetitions, warmupBlocks, random);
  const run: RunRecord = {
    record: 'run',
    schemaVersion: 1,
    generator: GENERATOR,
    id: `simulated-${seed}`,
    startedAt: new Date(START).toISOString(),
    seed,
    profile: 'quick',
    host: HOST,
    environments,
    workloads: WORKLOADS.map(({ operationMs: _, ...workload }) => workload),
    plan,
    warnings: [],
  };
  let vmTrials = 0;
  const trials = plan.map((planned, order) => {
    const environment = environments.find(({ id }) => id === planned.environmentId);
    if (!environment) throw new Error(`no environment ${planned.environmentId}`);
    if (environment.kind === 'vm' && !planned.warmup) vmTrials += 1;
    const fails = environment.kind === 'vm' && !planned.warmup && vmTrials % failEvery === 0;
    const outcome: Outcome = fails ? failure(vmTrials / failEvery) : { status: 'completed' };
    const isFirst = plan[order - 1]?.block !== planned.block;
    const noise = options.noise && simulateNoise(options.noise, planned.block, isFirst);
    return { ...simulateTrial(planned, order, environment, random, outcome), ...(noise && { noise }) };
  });
  const finishedAt = new Date(START + plan.length * TRIAL_MS).toISOString();
  return { run, trials, ends: [{ record: 'end', finishedAt, stopReason: 'plan-done', imageDigest: IMAGE_DIGEST, warnings: [] }] };
}

/** A quiet host otherwise; the same for the same block. */
function simulateNoise({ stealIn = [], busyIn = [], slowIn = [] }: SimulatedNoise, block: number, isFirst: boolean): TrialNoise {
  return {
    ...(isFirst && { referenceNs: Math.round((slowIn.includes(block) ? 13.1 : 10.5) * MS * (1 + 0.001 * (block % 7))) }),
    stealRatio: stealIn.includes(block) ? 0.06 : 0.0005,
    otherCpuRatio: busyIn.includes(block) ? 0.46 : 0.02,
    cpuPressureRatio: busyIn.includes(block) ? 0.4 : 0.03,
    ioPressureRatio: 0.01,
    memoryPressureRatio: 0,
  };
}

function makePlan(
  environments: readonly Environment[],
  repetitions: number,
  warmupBlocks: number,
  random: Random,
): PlannedTrial[] {
  const warmups = Array.from({ length: warmupBlocks }, (_, repetition) => ({ workloadId: 'idle', repetition, warmup: true }));
  const timed = Array.from({ length: repetitions }, (_, repetition) =>
    shuffled(WORKLOADS, random).map(({ id }) => ({ workloadId: id, repetition, warmup: false })),
  ).flat();
  const trials = [...warmups, ...timed].flatMap((block, index) =>
    shuffled(environments, random).map(({ id }) => ({ ...block, block: index, environmentId: id, scenario: 'single' })),
  );
  return trials.map((trial, index) => ({ id: `t${String(index).padStart(4, '0')}`, ...trial }));
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function failure(turn: number): Outcome {
  if (turn % 2 === 0) {
    return {
      status: 'failed',
      code: 'vmm-failed',
      message: 'QEMU exited with status 1 before the guest ran',
      detail: 'qemu-system-x86_64: out of memory',
    };
  }
  const message = 'the guest did not reach the supervisor within 30 s';
  return {
    status: 'timed-out',
    step: 'boot',
    deadlineMs: 30_000,
    message,
    detail: '[    0.412345] Freeing SMP alternatives memory: 32K',
  };
}

function chooseBehaviour({ kind, vm }: Environment): Behaviour {
  return BEHAVIOUR[kind === 'vm' ? (vm?.accelerator ?? 'tcg') : kind];
}

function simulateTrial(
  planned: PlannedTrial,
  order: number,
  environment: Environment,
  random: Random,
  outcome: Outcome,
): TrialRecord {
  const lived = outcome.status === 'completed' ? simulateLife(planned, environment, random) : { instances: [], samples: [] };
  return {
    record: 'trial',
    ...planned,
    order,
    originNs: String(ORIGIN_NS + BigInt(order * TRIAL_MS) * 1_000_000n),
    startedAt: new Date(START + order * TRIAL_MS).toISOString(),
    outcome,
    ...lived,
    samplerCpuSeconds: 0.002,
  };
}

function simulateLife(
  { id, workloadId }: PlannedTrial,
  environment: Environment,
  random: Random,
): Pick<TrialRecord, 'instances' | 'samples'> {
  const behaviour = chooseBehaviour(environment);
  const marks = simulateMarks(behaviour, environment.kind, random);
  const at = (name: string) => marks.find((mark) => mark.name === name)?.tNs ?? 0;
  const window = { startNs: at('window-start'), endNs: at('window-end') };
  const rootless = environment.container?.rootless === true;
  return {
    instances: [
      {
        id,
        marks,
        exit: { kind: 'exited', code: 0, userSeconds: 0.9, systemSeconds: 0.05, maxRssBytes: 61 * MIB },
        report: simulateReport(workloadId, behaviour, window.endNs - window.startNs, random),
      },
    ],
    samples: rootless ? [] : simulateSamples(id, workloadId, environment.kind, behaviour, window, random),
  };
}

const MARK_NAMES = {
  bare: ['launcher-start', 'supervisor-start', 'ready'],
  container: ['launcher-start', 'isolating', 'supervisor-start', 'ready'],
  vm: ['launcher-start', 'guest-resumed', 'supervisor-start', 'ready'],
} as const;

function simulateMarks(behaviour: Behaviour, kind: Environment['kind'], random: Random): { name: string; tNs: number }[] {
  const marks: { name: string; tNs: number }[] = [{ name: 'spawn', tNs: -Math.round(1.7 * MS * noise(random, 0.1)) }];
  let tNs = 0;
  const mark = (name: string, afterNs: number) => {
    tNs += Math.round(afterNs);
    marks.push({ name, tNs });
  };
  for (const [index, name] of MARK_NAMES[kind].entries()) {
    mark(name, index === 0 ? 0 : (behaviour.phasesMs[index - 1] ?? 0) * MS * noise(random, 0.07));
  }
  mark('workload-start', behaviour.startMs * MS * noise(random, 0.05));
  mark('window-start', SETTLE_NS + 5 * MS);
  mark('window-end', WINDOW_NS * (1 + 0.002 * random()));
  mark('workload-exit', 6 * MS * noise(random, 0.2));
  mark('stop-requested', 0.4 * MS * noise(random, 0.2));
  mark('stopped', behaviour.stopMs * MS * noise(random, 0.12));
  return marks;
}

type Report = NonNullable<TrialRecord['instances'][number]['report']>;

function simulateReport(workloadId: string, { slowdown }: Behaviour, windowNs: number, random: Random): Report {
  const operationMs = WORKLOADS.find(({ id }) => id === workloadId)?.operationMs ?? 0;
  const samplesNs: number[] = [];
  let leftNs = operationMs === 0 ? 0 : windowNs;
  while (leftNs > 0) {
    const tNs = Math.round(operationMs * slowdown * MS * noise(random, 0.03));
    leftNs -= tNs;
    if (leftNs > 0) samplesNs.push(tNs);
  }
  const kept = samplesNs.slice(0, KEPT_SAMPLES);
  return {
    workloadId,
    operations: samplesNs.length,
    windowNs: Math.round(windowNs * (1 + 0.0005 * random())),
    samplesNs: kept,
    samplesTruncated: kept.length < samplesNs.length,
    result: '5d41402abc4b2a76',
    verified: true,
  };
}

function simulateSamples(
  instanceId: string,
  workloadId: string,
  kind: Environment['kind'],
  behaviour: Behaviour,
  window: { startNs: number; endNs: number },
  random: Random,
): Sample[] {
  const cpuShare = workloadId === 'idle' ? 0.004 * behaviour.slowdown : 0.97;
  const anonBytes = Math.round((behaviour.anonMib + behaviour.vmmMib + 46) * MIB * noise(random, 0.01));
  const cgroup = (tNs: number, growth: number, label?: string): Sample => ({
    sampler: 'cgroup',
    tNs,
    instanceId,
    ...(label && { label }),
    values: {
      cpuNs: Math.round(behaviour.startMs * MS + Math.max(0, tNs - window.startNs) * cpuShare),
      memoryBytes: Math.round(anonBytes * growth * 1.2),
      anonBytes: Math.round(anonBytes * growth),
      fileBytes: Math.round(7 * MIB * growth),
      shmemBytes: 16_384,
      kernelBytes: Math.round(behaviour.kernelMib * MIB),
    },
  });
  const stepNs = (window.endNs - window.startNs) / (PERIODIC_SAMPLES + 1);
  const periodic = Array.from({ length: PERIODIC_SAMPLES }, (_, index) =>
    cgroup(Math.round(window.startNs + (index + 1) * stepNs), 1 + 0.06 * index * random()),
  );
  const settledNs = window.startNs - 4 * MS;
  const otherAnonBytes = Math.round(behaviour.vmmMib * MIB);
  const ramBytes = anonBytes - otherAnonBytes;
  const vmm: Sample = {
    sampler: 'vmm-memory',
    tNs: settledNs + MS,
    instanceId,
    label: 'settled',
    values: { ramBytes, otherAnonBytes, fileBytes: 19 * MIB, pssBytes: anonBytes + 12 * MIB, rssBytes: anonBytes + 19 * MIB },
  };
  const reading = (sampler: string, values: Record<string, number>): Sample => ({ ...vmm, sampler, values });
  const guest = reading('guest', {
    MemFree: VM_RAM_BYTES - Math.round(0.94 * ramBytes),
    Cached: 38 * MIB,
    Buffers: MIB,
    Shmem: 0,
    'workload.anon': 40 * MIB,
  });
  const maps = kind === 'vm' ? [vmm, guest] : [reading('process-memory', { supervisorAnonBytes: 45_056 })];
  const settled = cgroup(settledNs, 1, 'settled');
  const ends = [cgroup(window.endNs, 1.04, 'window-end'), cgroup(window.endNs + 7 * MS, 1.02, 'end')];
  return [settled, ...maps, cgroup(window.startNs, 1, 'window-start'), ...periodic, ...ends];
}
