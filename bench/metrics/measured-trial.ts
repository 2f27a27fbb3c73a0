/** Raw trials → trials with their measurements, and how many trials ended how. */
import { CALIBRATION_SCENARIO } from '../contract/calibration.js';
import type { Completeness, Measurement, MetricDefinition, Trial } from '../contract/document.js';
import { type Course, memoryReadings, thinReadings } from '../contract/memory-course.js';
import type { Environment, PlannedTrial, Sample, TrialRecord } from '../contract/record.js';
import { METRICS } from './index.js';
import { readingBeforeWindow } from './io.js';

/** What analysis keeps of a trial. Of its readings only those at a known moment: the others are most of a record, and are used up. */
export interface MeasuredTrial extends Trial {
  /** Figures that the record gives and that were left out because no instance can have them. */
  readonly impossible: readonly string[];
  readonly course: PackedCourse | undefined;
}

/** A course in two lists of numbers, a fifth of what its readings take: every trial's is kept until it is known which are shown. */
interface PackedCourse {
  readonly taken: number;
  readonly tNs: readonly number[];
  readonly bytes: readonly number[];
}

/** A figure that could not be derived, or cannot be, is absent; a trial that did not complete has none. */
function measureTrial(record: TrialRecord, environment: Environment | undefined): MeasuredTrial {
  const derived = derive(record, environment);
  const measurements = derived.filter(isPossible);
  const measured = new Set(measurements.map(({ metricId }) => metricId));
  return {
    ...record,
    instances: record.instances.map(withoutOperations),
    samples: keptSamples(record),
    measurements,
    impossible: derived.flatMap(({ metricId }) => (measured.has(metricId) ? [] : [metricId])),
    course: measured.has(PEAK) ? packCourse(record.samples) : undefined,
  };
}

const PEAK = 'memory-peak';

/** The duration of each operation is in the raw record; no figure is derived from it. */
function withoutOperations(instance: TrialRecord['instances'][number]): TrialRecord['instances'][number] {
  return instance.report ? { ...instance, report: { ...instance.report, samplesNs: [] } } : instance;
}

function keptSamples(record: TrialRecord): Sample[] {
  const before = readingBeforeWindow(record);
  return record.samples.filter((sample) => sample.label !== undefined || sample === before);
}

function packCourse(samples: readonly Sample[]): PackedCourse {
  const all = memoryReadings(samples);
  const kept = thinReadings(all);
  return { taken: all.length, tNs: kept.map(({ tNs }) => tNs), bytes: kept.map(({ bytes }) => bytes) };
}

export function unpackCourse({ course }: MeasuredTrial): Course | undefined {
  return course && { taken: course.taken, readings: course.tNs.map((tNs, index) => ({ tNs, bytes: course.bytes[index] ?? 0 })) };
}

function derive(trial: TrialRecord, environment: Environment | undefined): Measurement[] {
  if (trial.outcome.status !== 'completed' || !environment) return [];
  const own = METRICS.filter(({ definition }) => isOfScenario(definition, trial.scenario));
  return own.flatMap(({ definition, derive: figureOf }) => {
    const value = figureOf(trial, environment);
    return value === undefined ? [] : [{ metricId: definition.id, value }];
  });
}

/** What an instance takes is never less than nothing; the host's memory may well change the other way. */
function isPossible({ metricId, value }: Measurement): boolean {
  return Number.isFinite(value) && (value >= 0 || OF_HOST.has(metricId));
}

const OF_HOST = new Set(METRICS.flatMap(({ definition }) => (definition.subject === 'host' ? [definition.id] : [])));

/** Trials that calibrate measure what users' trials do: known quantities instead of work. Those that end at boot measure the first part of it. */
const LIKE_SINGLE: readonly string[] = [CALIBRATION_SCENARIO, 'boot'];

function isOfScenario({ scenarios = ['single'] }: MetricDefinition, scenario: string): boolean {
  return scenarios.includes(LIKE_SINGLE.includes(scenario) ? 'single' : scenario);
}

/** Takes the records of a run one by one, so that not all of them need to be held at once. */
export class TrialCollector {
  /** Those recorded twice count twice. */
  recorded = 0;
  readonly #environments: ReadonlyMap<string, Environment>;
  readonly #latest = new Map<string, MeasuredTrial>();

  constructor(environments: readonly Environment[]) {
    this.#environments = new Map(environments.map((environment) => [environment.id, environment]));
  }

  /** Of a trial recorded twice, by a run that was resumed, the later record counts. */
  add(record: TrialRecord): void {
    this.recorded += 1;
    this.#latest.set(record.id, measureTrial(record, this.#environments.get(record.environmentId)));
  }

  /** In the order in which they ran. */
  get trials(): MeasuredTrial[] {
    return [...this.#latest.values()].sort((a, b) => a.order - b.order);
  }
}

export function measureTrials(records: readonly TrialRecord[], environments: readonly Environment[]): MeasuredTrial[] {
  const collector = new TrialCollector(environments);
  for (const record of records) collector.add(record);
  return collector.trials;
}

export function countOutcomes(plan: readonly PlannedTrial[], trials: readonly Trial[]): Completeness {
  const count = (status: Trial['outcome']['status']) => trials.filter(({ outcome }) => outcome.status === status).length;
  return {
    planned: plan.length,
    completed: count('completed'),
    failed: count('failed'),
    timedOut: count('timed-out'),
    skipped: count('skipped'),
  };
}
