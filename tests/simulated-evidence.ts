/**
 * A simulated document with every member that calibration, scenarios, noise and verdict evidence add. No figure here was measured;
 * sizes and spreads are realistic.
 */
import type { Calibration, CalibrationEntry, Unit } from '../bench/contract/calibration.js';
import {
  type MetricDefinition,
  type ResultsDocument,
  resultsDocument,
  type Series,
  type Summary,
  type Trial,
} from '../bench/contract/document.js';
import type { Environment } from '../bench/contract/record.js';
import type { ScenarioSummaries } from '../bench/contract/scenarios.js';
import { simulatedDocument } from './simulated-documents.js';

const MIB = 2 ** 20;
const MARKED_BLOCKS = [7, 19];
const ENVIRONMENTS = ['bare', 'container', 'vm'] as const;

/** `accelerator` is that of both virtual machines, of which one, vm-balloon, took part in elasticity only. */
export function evidenceDocument(accelerator: 'kvm' | 'tcg' = 'kvm'): ResultsDocument {
  const plain = simulatedDocument({ accelerator, repetitions: 12, seed: 3, failEvery: 1000 });
  const document = withMemoryCourse(plain);
  const environments = [...document.environments, ...document.environments.flatMap(balloonOf)];
  const cold = coldSeries(accelerator);
  const extra = [...memoryParts(document), ...cold, returnedSeries()];
  const metrics = [
    ...document.metrics.filter(({ id }) => !extra.some((one) => one.metric.id === id)),
    ...extra.map(({ metric }) => metric),
  ];
  const replaced = new Set(extra.map(({ metric }) => metric.id));
  return resultsDocument.parse({
    ...document,
    run: {
      ...document.run,
      stopReason: 'precision-reached',
      stopRule: { precisionRatio: 0.05, budgetSeconds: 1200, looks: [10, 20, 40] },
    },
    environments,
    metrics,
    trials: [...document.trials.map(withNoise), ...elasticityTrials(document)],
    series: [...document.series.filter(({ metricId }) => !replaced.has(metricId)), ...extra.flatMap(({ series }) => series)].map(
      withQuantiles,
    ),
    comparisons: document.comparisons.map(withEvidence),
    scenarios: scenarios(accelerator),
    noise: {
      rule: 'a block is marked when its reference loop took more than 1.10× the median of all blocks, or steal exceeded 2 %, or work of others took more than 10 % of the CPUs.',
      blocks: 96,
      referenceSeconds: 0.0204,
      contaminated: [
        { block: 7, because: ['reference loop took 1.31× its median (limit 1.10×)', 'steal 3.4 % (limit 2 %)'] },
        { block: 19, because: ['work of others took 14 % of the CPUs (limit 10 %)'] },
      ],
      excluded: true,
    },
    calibration: calibration(accelerator),
  });
}

function balloonOf(environment: Environment): Environment[] {
  return environment.id === 'vm' ? [{ ...environment, id: 'vm-balloon' }] : [];
}

function withNoise(trial: Trial): Trial {
  const isMarked = MARKED_BLOCKS.includes(trial.block);
  const referenceNs = Math.round(20.4e6 * (isMarked ? 1.31 : 1 + 0.01 * Math.sin(trial.block)));
  return { ...trial, noise: { referenceNs, stealRatio: isMarked ? 0.034 : 0.001, otherCpuRatio: 0.01 } };
}

/** The workload memory-copy takes and lets go a buffer, read every 20 ms. */
function withMemoryCourse(document: ResultsDocument): ResultsDocument {
  const trials = document.trials.map((trial) => {
    const [first] = trial.samples;
    if (trial.workloadId !== 'memory-copy' || first === undefined) return trial;
    const baseBytes = trial.environmentId === 'vm' ? 96 * MIB : 1.2 * MIB;
    const samples = Array.from({ length: 60 }, (_, index) => ({
      sampler: 'cgroup',
      tNs: Math.round(index * 2e7 + 1e6),
      instanceId: first.instanceId,
      values: { anonBytes: baseBytes + courseBytes(index), shmemBytes: 16_384, kernelBytes: 0.9 * MIB, fileBytes: 7 * MIB },
    }));
    return { ...trial, samples };
  });
  return { ...document, trials };
}

function courseBytes(index: number): number {
  if (index < 6) return index * 7 * MIB;
  return (42 + (index < 20 ? 0 : 64 + (index % 7))) * MIB;
}

interface Extra {
  readonly metric: MetricDefinition;
  readonly series: readonly Series[];
}

function summaryOf(median: number, n = 12): Summary {
  const [low, high] = [median * 0.985, median * 1.02];
  return {
    n,
    median,
    interval: { level: 0.961, low, high },
    mean: median * 1.003,
    standardDeviation: median * 0.02,
    mad: median * 0.01,
    min: median * 0.96,
    max: median * 1.07,
  };
}

function seriesOf(metricId: string, environmentId: string, median: number, workloadId?: string): Series {
  const points = Array.from({ length: 12 }, (_, index) => ({
    trialId: `t${String(index + 3).padStart(4, '0')}`,
    block: index + 1,
    value: median * (1 + 0.02 * Math.sin(index)),
  }));
  return { environmentId, metricId, ...(workloadId && { workloadId }), points, summary: summaryOf(median) };
}

function definition(id: string, title: string, unit: Unit, rest: Partial<MetricDefinition> = {}): MetricDefinition {
  return {
    id,
    title,
    unit,
    direction: 'lower-is-better',
    scope: 'environment',
    subject: 'instance',
    source: 'simulated',
    definition: title,
    noiseThreshold: 0.01,
    ...rest,
  };
}

const IDLE_PARTS = {
  workload: ['Workload', { bare: 45.8, container: 45.9, vm: 47.2 }],
  supervisor: ['Supervisor', { bare: 0.11, container: 0.13 }],
  kernel: ['Kernel', { bare: 0.5, container: 0.9 }],
  'guest-kernel': ['Guest kernel', { vm: 21.5 }],
  'guest-cache': ['Guest cache', { vm: 30.1 }],
  'guest-free': ['Guest free but held', { vm: 9.4 }],
  vmm: ['VMM', { vm: 23.6 }],
} as const;

function memoryParts(document: ResultsDocument): Extra[] {
  const largest = document.series
    .filter(({ metricId }) => metricId === 'memory-peak')
    .toSorted((a, b) => b.summary.median - a.summary.median)[0];
  const peakWorkload = largest?.workloadId ?? 'memory-copy';
  const idle = Object.entries(IDLE_PARTS).map(([name, [title, mib]]) => part('memory-idle', name, title, mib));
  const peak = Object.entries({ ...IDLE_PARTS, transient: ['Transient', { bare: 4.1, container: 4.2, vm: 12.5 }] as const }).map(
    ([name, [title, mib]]) => part('memory-peak', name, title, mib, peakWorkload),
  );
  const cache = [
    part('memory-cache', 'private', 'Private', { bare: 3.1, container: 3.4, vm: 1.1 }, 'file-io'),
    part('memory-cache', 'shared', 'Shared', { bare: 4.2, container: 3.9, vm: 16.8 }, 'file-io'),
  ];
  return [...idle, ...peak, ...cache];
}

function part(
  whole: string,
  name: string,
  title: string,
  mib: Readonly<Partial<Record<string, number>>>,
  workloadId?: string,
): Extra {
  const metric = definition(`${whole}.${name}`, title, 'byte', { partOf: whole, ...(workloadId && { scope: 'workload' }) });
  return { metric, series: Object.entries(mib).map(([id, size]) => seriesOf(metric.id, id, (size ?? 0) * MIB, workloadId)) };
}

function coldSeries(accelerator: 'kvm' | 'tcg'): Extra[] {
  const slow = accelerator === 'kvm' ? 1 : 6;
  const medians = { bare: 0.0061, container: 0.0164, vm: 0.402 * slow };
  const parts = {
    launch: { bare: 0.004, container: 0.004 },
    isolate: { container: 0.009 },
    supervise: { bare: 0.0021, container: 0.0034 },
    vmm: { vm: 0.16 },
    kernel: { vm: 0.19 * slow },
    init: { vm: 0.05 * slow },
  };
  const whole = definition('boot-time-cold', 'Boot time, cold', 'second', { scenarios: ['cold'] });
  const own = (metric: MetricDefinition, values: Readonly<Partial<Record<string, number>>>): Extra => ({
    metric,
    series: Object.entries(values).map(([id, seconds]) => seriesOf(metric.id, id, seconds ?? 0)),
  });
  return [
    own(whole, medians),
    ...Object.entries(parts).map(([name, values]) =>
      own(definition(`boot-time-cold.${name}`, name, 'second', { partOf: 'boot-time-cold', scenarios: ['cold'] }), values),
    ),
  ];
}

function returnedSeries(): Extra {
  const metric = definition('memory-returned', 'Memory given back', 'ratio', {
    direction: 'higher-is-better',
    scenarios: ['elasticity'],
  });
  return {
    metric,
    series: Object.entries({ bare: 0.998, container: 0.997, vm: 0.02, 'vm-balloon': 0.94 }).map(([id, ratio]) =>
      seriesOf(metric.id, id, ratio),
    ),
  };
}

function elasticityTrials({ trials }: ResultsDocument): Trial[] {
  const [first] = trials;
  if (first === undefined) return [];
  return [...ENVIRONMENTS, 'vm-balloon'].map((environmentId, index) => ({
    ...first,
    id: `e${index}`,
    scenario: 'elasticity',
    environmentId,
    workloadId: 'memory-copy',
    block: 96,
    order: trials.length + index,
    warmup: false,
    instances: [],
    samples: [],
    measurements: [{ metricId: 'memory-returned', value: 0.9 }],
  }));
}

/** Twelve trials leave the 90 % quantile an upper bound, and those of a whole run an interval. */
function withQuantiles(series: Series): Series {
  const { summary, points } = series;
  const marked = points.map((point) => (MARKED_BLOCKS.includes(point.block) ? { ...point, contaminated: true } : point));
  if (summary.n < 29) return { ...series, points: marked };
  const one = (probability: number, low: number | undefined) => ({
    probability,
    value: summary.median + (summary.max - summary.median) * probability,
    ...(low !== undefined && { low }),
    high: summary.max,
    level: 0.953,
  });
  const quantiles = [one(0.9, summary.median), ...(summary.n > 58 ? [one(0.95, undefined)] : [])];
  return { ...series, points: marked, summary: { ...summary, quantiles } };
}

type Comparison = ResultsDocument['comparisons'][number];

function withEvidence(comparison: Comparison, index: number): Comparison {
  const isTiny = index % 11 === 3;
  return {
    ...comparison,
    difference:
      index % 2 === 0
        ? { estimate: 0.412, low: 0.398, high: 0.431, level: 0.961 }
        : { estimate: -0.0121, low: -0.0142, high: -0.0101 },
    excludedBlocks: 2,
    primary: true,
    pValue: 0.0004,
    pAdjusted: 0.0062,
    margins: { noiseFloor: 0.01, target: 0.05 },
    minimumDetectable: 0.034,
    ...(isTiny && {
      verdict: { status: 'inconclusive', because: 'the interval reaches from 0.99× to 1.07×; about 14 more blocks would decide' },
      caveats: [...comparison.caveats, 'below-own-error'],
    }),
  };
}

function scenarios(accelerator: 'kvm' | 'tcg'): ScenarioSummaries {
  const bootSeconds = accelerator === 'kvm' ? 0.216 : 1.55;
  return {
    density: [density('container', 20, 47.1 * MIB, 46.9 * MIB, 0.004), density('vm', 8, 141 * MIB, 132 * MIB, 0.064)],
    together: [
      { environmentId: 'container', instances: 20, n: 3, allReadySeconds: 0.081, bootSeconds: 0.0213 },
      { environmentId: 'vm', instances: 8, n: 3, allReadySeconds: bootSeconds * 3.9, bootSeconds: bootSeconds * 2.8 },
    ],
    churn: [
      { environmentId: 'container', cycles: 412, n: 3, cyclesPerSecond: 34.2 },
      { environmentId: 'vm', cycles: 27, n: 3, cyclesPerSecond: 0.91 },
    ],
    elasticity: [
      elasticity('bare', [0.998, 0.998, 0.998]),
      elasticity('container', [0.997, 0.997, 0.997]),
      elasticity('vm', [0.011, 0.013, 0.021]),
      elasticity('vm-balloon', [0.31, 0.93, 0.944]),
    ],
    idle: [
      { environmentId: 'bare', n: 6, windowSeconds: 10, cpuRatio: 0.00011 },
      { environmentId: 'container', n: 6, windowSeconds: 10, cpuRatio: 0.00012 },
      { environmentId: 'vm', n: 6, windowSeconds: 10, cpuRatio: 0.0061 },
    ],
    cold: [
      { environmentId: 'bare', n: 6, coldSeconds: 0.0061, warmSeconds: 0.00101 },
      { environmentId: 'container', n: 6, coldSeconds: 0.0164, warmSeconds: 0.00378 },
      { environmentId: 'vm', n: 6, coldSeconds: bootSeconds * 1.9, warmSeconds: bootSeconds },
    ],
  };
}

function density(
  environmentId: string,
  instances: number,
  marginalBytes: number,
  accountedBytes: number,
  unexplainedRatio: number,
) {
  const points = ['d0', 'd1', 'd2'].flatMap((trialId, trial) =>
    Array.from({ length: instances + 1 }, (_, index) => ({
      trialId: `${environmentId}-${trialId}`,
      instances: index,
      memAvailableBytes: Math.round(
        18 * 2 ** 30 - index * marginalBytes * (1 + 0.01 * (trial - 1)) - 3 * MIB * Math.sin(index + trial),
      ),
    })),
  );
  const stoppedBecause = environmentId === 'vm' ? 'memory-budget' : 'count-reached';
  const slope = { estimate: marginalBytes, low: marginalBytes * 0.984, high: marginalBytes * 1.017, level: 0.95 };
  return { environmentId, instances, stoppedBecause, points, marginalBytes: slope, accountedBytes, unexplainedRatio };
}

function elasticity(environmentId: string, ratios: readonly number[]) {
  const returned = [1, 5, 30].map((afterSeconds, index) => ({ afterSeconds, ratio: ratios[index] ?? 0 }));
  return { environmentId, n: 3, peakBytes: 256 * MIB, returned };
}

/** True value, tolerance, and the error in each environment as a share of the tolerance. */
const QUANTITIES: readonly (readonly [string, string, string, Unit, number, number, readonly [number, number, number]])[] = [
  ['sleep-50ms', 'Sleep of 50 ms', 'throughput', 'second', 0.05, 0.00125, [0.09, 0.11, 0.31]],
  ['sleep-500ms', 'Sleep of 500 ms', 'throughput', 'second', 0.5, 0.0035, [0.04, 0.05, 0.17]],
  ['boot-delay-20ms', 'Boot delayed by 20 ms', 'boot-time', 'second', 0.02, 0.002, [0.06, 0.08, -0.4]],
  ['boot-delay-200ms', 'Boot delayed by 200 ms', 'boot-time', 'second', 0.2, 0.002, [0.1, 0.12, 0.71]],
  ['memory-192mib', 'Extra 192 MiB touched', 'memory-peak', 'byte', 192 * MIB, 3.84 * MIB, [0.02, 0.03, 0.55]],
  ['cpu-1s', '1.0 CPU-second burnt', 'cpu-time', 'second', 1, 0.02, [0.15, 0.17, 1.42]],
  ['written-64mib', '64 MiB written and fsynced', 'io-written', 'byte', 64 * MIB, 0.64 * MIB, [0.2, 0.2, 0.5]],
];

function calibration(accelerator: 'kvm' | 'tcg'): Calibration {
  return {
    runId: 'simulated-calibration',
    measuredAt: '2026-01-14T16:05:00Z',
    fingerprint: 'a1b2c3d4e5f6',
    accelerator,
    entries: [
      ...QUANTITIES.flatMap((quantity) => ENVIRONMENTS.map((id, index) => entryOf(quantity, id, quantity[6][index] ?? 0))),
      ...nullWork(),
    ],
    ownCost: [
      ...ENVIRONMENTS.map((id) => ({ ...ownCost(id, 'sampling', 0.0021), samplerCpuRatio: 0.0062 })),
      ownCost('bare', 'supervision', 0.0007),
    ],
    selfComparisons: ENVIRONMENTS.flatMap((environmentId) => [
      selfComparison(environmentId, 'boot-time', undefined, 1.003),
      selfComparison(environmentId, 'throughput', 'cpu-hash', 0.999),
    ]),
  };
}

function ownCost(environmentId: string, what: 'sampling' | 'supervision', estimate: number) {
  const slowdown = { estimate, low: estimate - 0.0064, high: estimate + 0.0067, level: 0.961 };
  return { environmentId, workloadId: 'cpu-hash', what, n: 12, slowdown };
}

function selfComparison(environmentId: string, metricId: string, workloadId: string | undefined, estimate: number) {
  const verdict = { status: 'equivalent', because: 'the whole interval lies within ±5 %' };
  return {
    environmentId,
    metricId,
    ...(workloadId && { workloadId }),
    n: 12,
    ratio: { estimate, low: estimate - 0.012, high: estimate + 0.014, level: 0.961 },
    verdict,
  };
}

function entryOf(
  [quantity, title, metricId, unit, trueValue, tolerance]: (typeof QUANTITIES)[number],
  environmentId: string,
  share: number,
): CalibrationEntry {
  const estimate = tolerance * share;
  const error = { estimate, low: estimate - tolerance * 0.2, high: estimate + tolerance * 0.33, level: 0.961 };
  return { environmentId, quantity, title, metricId, unit, trueValue, n: 12, measured: trueValue + estimate, error, tolerance };
}

/** No tolerance is claimed for it. */
function nullWork(): CalibrationEntry[] {
  return ENVIRONMENTS.map((environmentId) => ({
    environmentId,
    quantity: 'null',
    title: 'Null workload',
    metricId: 'cpu-time',
    unit: 'second',
    trueValue: 0,
    n: 12,
    measured: 0.00081,
    error: { estimate: 0.00081, low: 0.0006, high: 0.0011, level: 0.961 },
  }));
}
