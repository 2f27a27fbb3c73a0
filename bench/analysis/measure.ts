/** Raw trials → trials with their measurements, and how many trials ended how. */
import { CALIBRATION_SCENARIO } from '../contract/calibration.js';
import type { Completeness, Measurement, MetricDefinition, Trial } from '../contract/document.js';
import type { Environment, PlannedTrial, TrialRecord } from '../contract/record.js';
import { METRICS } from '../metrics/index.js';
import type { Metric } from '../metrics/metric.js';

/** Measurements of a completed trial; none of any other. A figure that could not be derived, or cannot be, is absent. */
function measure(trial: TrialRecord, environment: Environment | undefined): Measurement[] {
  return derive(METRICS, trial, environment).filter(isPossible);
}

function derive(metrics: readonly Metric[], trial: TrialRecord, environment: Environment | undefined): Measurement[] {
  if (trial.outcome.status !== 'completed' || !environment) return [];
  const own = metrics.filter(({ definition }) => isOfScenario(definition, trial.scenario));
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

/** Figures that the records give and that were left out because no instance can have them. */
export function impossibleFigures(
  trials: readonly Trial[],
  environments: readonly Environment[],
): { readonly trialId: string; readonly metricId: string }[] {
  const environmentById = new Map(environments.map((environment) => [environment.id, environment]));
  return trials.flatMap((trial) =>
    derive(notMeasured(trial), trial, environmentById.get(trial.environmentId)).map(({ metricId }) => ({
      trialId: trial.id,
      metricId,
    })),
  );
}

/** What `measure` has left out, and what there is no figure of. */
function notMeasured({ measurements }: Trial): Metric[] {
  const measured = new Set(measurements.map(({ metricId }) => metricId));
  return METRICS.filter(({ definition }) => !measured.has(definition.id));
}

/** Trials that calibrate measure what users' trials do: known quantities instead of work. Those that end at boot measure the first part of it. */
const LIKE_SINGLE: readonly string[] = [CALIBRATION_SCENARIO, 'boot'];

function isOfScenario({ scenarios = ['single'] }: MetricDefinition, scenario: string): boolean {
  return scenarios.includes(LIKE_SINGLE.includes(scenario) ? 'single' : scenario);
}

/** In the order in which they ran. Of a trial recorded twice, by a run that was resumed, the later record counts. */
export function measureTrials(records: readonly TrialRecord[], environments: readonly Environment[]): Trial[] {
  const environmentById = new Map(environments.map((environment) => [environment.id, environment]));
  const latest = new Map(records.map((record) => [record.id, record]));
  return [...latest.values()]
    .sort((a, b) => a.order - b.order)
    .map((record) => ({ ...record, measurements: measure(record, environmentById.get(record.environmentId)) }));
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
