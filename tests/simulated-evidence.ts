/**
 * A simulated document with every member that calibration, scenarios, noise and verdict evidence add. No figure here was measured;
 * sizes and spreads are realistic.
 */
import type { Unit } from '../bench/contract/calibration.js';
import {
  type MetricDefinition,
  type ResultsDocument,
  resultsDocument,
  type Series,
  type Summary,
  type Trial,
} from '../bench/contract/document.js';
import type { Environment } from '../bench/contract/record.js';
import { simulatedCalibration } from './simulated-calibration.js';
import { simulatedDocument } from './simulated-documents.js';
import { simulatedIsolation } from './simulated-isolation.js';
import { simulatedScenarios } from './simulated-scenarios.js';

const MIB = 2 ** 20;
const MARKED_BLOCKS = [7, 19];
const ENVIRONMENTS = ['bare', 'container', 'vm'] as const;

/** `accelerator` is that of both virtual machines, of which one, vm-balloon, took part in elasticity only. */
export function evidenceDocument(accelerator: 'kvm' | 'tcg' = 'kvm'): ResultsDocument {
  const plain = simulatedDocument({ accelerator, repetitions: 12, seed: 3, failEvery: 1000 });
  const document = withMemoryCourse(plain, readLargest(plain, 'memory-peak'));
  const environments = [...document.environments, ...document.environments.flatMap(listBalloon)];
  const cold = coldSeries(accelerator);
  const extra = [...memoryParts(document), ...cold, returnedSeries()];
  const oldParts = document.metrics.flatMap(({ id, group, partOf }) => (group === 'memory' && partOf !== undefined ? [id] : []));
  const metrics = [
    ...document.metrics.filter(({ id }) => !oldParts.includes(id) && !extra.some((one) => one.metric.id === id)),
    ...extra.map(({ metric }) => metric),
  ];
  const replaced = new Set([...extra.map(({ metric }) => metric.id), ...oldParts]);
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
    comparisons: document.comparisons.map((comparison, index) => withEvidence(document, comparison, index)),
    scenarios: simulatedScenarios(accelerator),
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
    calibration: simulatedCalibration(accelerator),
    isolation: simulatedIsolation(accelerator),
  });
}

function listBalloon(environment: Environment): Environment[] {
  return environment.id === 'vm' ? [{ ...environment, id: 'vm-balloon' }] : [];
}

function withNoise(trial: Trial): Trial {
  const isMarked = MARKED_BLOCKS.includes(trial.block);
  const referenceNs = Math.round(20.4e6 * (isMarked ? 1.31 : 1 + 0.01 * Math.sin(trial.block)));
  return { ...trial, noise: { referenceNs, stealRatio: isMarked ? 0.034 : 0.001, otherCpuRatio: 0.01 } };
}

/** One workload takes and lets go a buffer, read every 20 ms. */
function withMemoryCourse(document: ResultsDocument, workloadId: string): ResultsDocument {
  const memoryCourses = document.memoryCourses?.map((course) => {
    if (course.workloadId !== workloadId) return course;
    const baseBytes = course.environmentId === 'vm' ? 96 * MIB : 1.2 * MIB;
    const readings = Array.from({ length: 60 }, (_, index) => ({
      tNs: Math.round(index * 2e7 + 1e6),
      bytes: baseBytes + courseBytes(index) + 16_384 + 0.9 * MIB,
    }));
    return { ...course, taken: readings.length, readings };
  });
  return { ...document, ...(memoryCourses && { memoryCourses }) };
}

function courseBytes(index: number): number {
  if (index < 6) return index * 7 * MIB;
  return (42 + (index < 20 ? 0 : 64 + (index % 7))) * MIB;
}

interface Extra {
  readonly metric: MetricDefinition;
  readonly series: readonly Series[];
}

function makeSummary(median: number, n = 12): Summary {
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

function makeSeries(metricId: string, environmentId: string, median: number, workloadId?: string): Series {
  const points = Array.from({ length: 12 }, (_, index) => ({
    trialId: `t${String(index + 3).padStart(4, '0')}`,
    block: index + 1,
    value: median * (1 + 0.02 * Math.sin(index)),
  }));
  return { environmentId, metricId, ...(workloadId && { workloadId }), points, summary: makeSummary(median) };
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

function readLargest({ series }: ResultsDocument, metric: string): string {
  const own = series.filter(({ metricId }) => metricId === metric);
  return own.toSorted((a, b) => b.summary.median - a.summary.median)[0]?.workloadId ?? 'idle';
}

function memoryParts(document: ResultsDocument): Extra[] {
  const peakWorkload = readLargest(document, 'memory-peak');
  const cacheWorkload = readLargest(document, 'memory-cache');
  const idle = Object.entries(IDLE_PARTS).map(([name, [title, mib]]) => part('memory-idle', name, title, mib));
  const peak = Object.entries({ ...IDLE_PARTS, transient: ['Transient', { bare: 4.1, container: 4.2, vm: 12.5 }] as const }).map(
    ([name, [title, mib]]) => part('memory-peak', name, title, mib, peakWorkload),
  );
  const cache = [
    part('memory-cache', 'private', 'Private', { bare: 3.1, container: 3.4, vm: 1.1 }, cacheWorkload),
    part('memory-cache', 'shared', 'Shared', { bare: 4.2, container: 3.9, vm: 16.8 }, cacheWorkload),
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
  const metric = definition(`${whole}.${name}`, title, 'byte', {
    group: 'memory',
    partOf: whole,
    ...(workloadId && { scope: 'workload' }),
  });
  return { metric, series: Object.entries(mib).map(([id, size]) => makeSeries(metric.id, id, (size ?? 0) * MIB, workloadId)) };
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
  const whole = definition('boot-time-cold', 'Boot time, cold', 'second', { group: 'boot', scenarios: ['cold'] });
  const own = (metric: MetricDefinition, values: Readonly<Partial<Record<string, number>>>): Extra => ({
    metric,
    series: Object.entries(values).map(([id, seconds]) => makeSeries(metric.id, id, seconds ?? 0)),
  });
  return [
    own(whole, medians),
    ...Object.entries(parts).map(([name, values]) =>
      own(
        definition(`boot-time-cold.${name}`, `${name.charAt(0).toUpperCase()}${name.slice(1)}`, 'second', {
          group: 'boot',
          partOf: 'boot-time-cold',
          scenarios: ['cold'],
        }),
        values,
      ),
    ),
  ];
}

function returnedSeries(): Extra {
  const metric = definition('memory-returned', 'Memory given back', 'ratio', {
    group: 'memory',
    direction: 'higher-is-better',
    scenarios: ['elasticity'],
  });
  return {
    metric,
    series: Object.entries({ bare: 0.998, container: 0.997, vm: 0.02, 'vm-balloon': 0.94 }).map(([id, ratio]) =>
      makeSeries(metric.id, id, ratio),
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

function withEvidence({ series }: ResultsDocument, comparison: Comparison, index: number): Comparison {
  const isTiny = index % 11 === 3;
  const medianOf = (environmentId: string) =>
    series.find(
      (one) =>
        one.environmentId === environmentId && one.metricId === comparison.metricId && one.workloadId === comparison.workloadId,
    )?.summary.median ?? 0;
  const estimate = medianOf(comparison.candidate.environmentId) - medianOf(comparison.baseline.environmentId);
  const halfWidth = Math.abs(estimate) * 0.03;
  return {
    ...comparison,
    difference: { estimate, low: estimate - halfWidth, high: estimate + halfWidth, level: 0.961 },
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
