/** Raw records → the results document. Pure: the same records give the same document, in whatever order the trials come. */
import type { ResultsDocument } from '../contract/document.js';
import { type EndRecord, type RunRecord, SCHEMA_VERSION, type TrialRecord } from '../contract/record.js';
import { METRICS } from '../metrics/index.js';
import { summarizeCalibration } from './calibration/calibration.js';
import { type ComparedRun, compareSides, sidesOf } from './compare.js';
import { correctFamilies } from './family.js';
import { skipsFlushes } from './flush-check.js';
import { countOutcomes, measureTrials } from './measure.js';
import { findNoise } from './noise.js';
import { observe, subjectsOf } from './observations.js';
import { overrule } from './overrule.js';
import { summarizeScenarios } from './scenario-summaries.js';
import { makeSeries } from './series.js';
import { warningsOf } from './warnings.js';

/** `ends` in the order of the file; empty when the run was killed. */
export function analyze(run: RunRecord, records: readonly TrialRecord[], ends: readonly EndRecord[]): ResultsDocument {
  const trials = measureTrials(records, run.environments);
  const completeness = countOutcomes(run.plan, trials);
  const measured = new Set(trials.flatMap(({ measurements }) => measurements.map(({ metricId }) => metricId)));
  const metrics = METRICS.map(({ definition }) => definition).filter(({ id }) => measured.has(id));
  const noise = findNoise(trials);
  const observations = observe(trials, metrics, noise);
  const subjects = subjectsOf(metrics, run.workloads);
  const sides = sidesOf(run.environments);
  const skipping = new Set(run.environments.map(({ id }) => id).filter((id) => skipsFlushes({ run, trials }, id)));
  const compared: ComparedRun = {
    ...run,
    isFlushSkipped: (_, { baseline, candidate }) => skipping.has(baseline.id) || skipping.has(candidate.id),
  };
  const comparisons = correctFamilies(
    subjects.flatMap((subject) => sides.flatMap((pair) => compareSides(subject, pair, observations, compared) ?? [])),
  ).map((comparison) => overrule(comparison, run.calibration));
  const { id, startedAt, seed, profile } = run;
  const calibration = summarizeCalibration(run, trials) ?? run.calibration;
  const finishedAt = ends.at(-1)?.finishedAt;
  const stopReason = ends.at(-1)?.stopReason;
  const scenarios = summarizeScenarios(trials);
  return {
    schemaVersion: SCHEMA_VERSION,
    generator: run.generator,
    run: {
      id,
      startedAt,
      ...(finishedAt !== undefined && { finishedAt }),
      seed,
      profile,
      completeness,
      ...(stopReason !== undefined && { stopReason }),
      ...(run.stopRule && { stopRule: run.stopRule }),
      ...(run.arms && { arms: run.arms }),
    },
    host: run.host,
    environments: run.environments,
    workloads: run.workloads,
    metrics,
    trials,
    series: subjects.flatMap((subject) =>
      run.environments.flatMap(
        ({ id: of }) => makeSeries(subject, of, observations.all(subject, of), observations.of(subject, of)) ?? [],
      ),
    ),
    comparisons,
    warnings: warningsOf({ run, ends, trials, completeness, comparisons, noise }),
    ...(noise && { noise }),
    ...(calibration && { calibration }),
    ...(run.isolation && { isolation: run.isolation }),
    ...(scenarios !== undefined && { scenarios }),
  };
}
