/** Raw records → the results document. Pure: the same records give the same document, in whatever order the trials come. */

import { listSubjects, observe } from '../comparison/observations.js';
import type { Completeness, ResultsDocument, Trial } from '../contract/document.js';
import { selectCourses } from '../contract/memory-course.js';
import { derivePhases } from '../contract/phases.js';
import {
  type EndRecord,
  type Environment,
  type InstanceRecord,
  type RunRecord,
  SCHEMA_VERSION,
  type TrialRecord,
} from '../contract/record.js';
import { listDefinitions } from '../metrics/index.js';
import { countOutcomes, type MeasuredTrial, measureTrials, unpackCourse } from '../metrics/measured-trial.js';
import { summarizeCalibration } from './calibration/calibration.js';
import { compareEnvironments } from './compare.js';
import { skipsFlushes } from './flush-check.js';
import { findNoise } from './noise.js';
import { type SummarizedScenario, summarizeScenarios } from './scenario-summaries.js';
import { makeSeries } from './series.js';
import { findWarnings } from './warnings.js';

/** `ends` in the order of the file; empty when the run was killed. */
export function analyze(run: RunRecord, records: readonly TrialRecord[], ends: readonly EndRecord[]): ResultsDocument {
  return analyzeMeasured(run, measureTrials(records, run.environments), ends);
}

/**
 * The same of records that were measured one by one, as a long run needs it. `trials` in the order in which they ran, none twice. Of `scenarios`
 * other than these the document has single figures and no summary.
 */
export function analyzeMeasured(
  run: RunRecord,
  trials: readonly MeasuredTrial[],
  ends: readonly EndRecord[],
  scenarios: readonly SummarizedScenario[] = [],
): ResultsDocument {
  const completeness = countOutcomes(run.plan, trials);
  const measured = new Set(trials.flatMap(({ measurements }) => measurements.map(({ metricId }) => metricId)));
  const metrics = listDefinitions((id) => measured.has(id));
  const noise = findNoise(trials);
  const observations = observe(trials, metrics, noise);
  const subjects = listSubjects(metrics, run.workloads);
  const skipping = new Set(run.environments.map(({ id }) => id).filter((id) => skipsFlushes({ run, trials }, id)));
  const comparisons = compareEnvironments(subjects, observations, { ...run, skipsFlushes: (id) => skipping.has(id) });
  const calibration = summarizeCalibration(run, trials) ?? run.calibration;
  const series = subjects.flatMap((subject) =>
    run.environments.flatMap(
      ({ id: of }) => makeSeries(subject, of, observations.all(subject, of), observations.of(subject, of)) ?? [],
    ),
  );
  const byId = new Map(trials.map((trial) => [trial.id, trial]));
  const courses = selectCourses(series, (trialId) => {
    const trial = byId.get(trialId);
    return trial && unpackCourse(trial);
  });
  return {
    schemaVersion: SCHEMA_VERSION,
    generator: run.generator,
    run: describeRun(run, completeness, ends.at(-1)),
    host: run.host,
    environments: run.environments,
    workloads: run.workloads,
    metrics,
    trials: trials.map((trial) => dropRaw(trial, run.environments)),
    series,
    comparisons,
    warnings: findWarnings({ run, ends, trials, completeness, comparisons, noise }),
    ...(courses.length > 0 && { memoryCourses: courses }),
    ...(noise && { noise }),
    ...(calibration && { calibration }),
    ...(run.isolation && { isolation: run.isolation }),
    ...summarizeScenarios(trials, scenarios),
  };
}

function describeRun(run: RunRecord, completeness: Completeness, end: EndRecord | undefined): ResultsDocument['run'] {
  const { id, startedAt, seed, profile, stopRule, arms } = run;
  return {
    id,
    startedAt,
    ...(end && { finishedAt: end.finishedAt }),
    seed,
    profile,
    completeness,
    ...(end && { stopReason: end.stopReason }),
    ...(stopRule && { stopRule }),
    ...(arms && { arms }),
  };
}

/** As the document has it: what no reader derives anything from stays in `trials.jsonl`. */
function dropRaw({ impossible: _, course: __, ...trial }: MeasuredTrial, environments: readonly Environment[]): Trial {
  const kind = environments.find(({ id }) => id === trial.environmentId)?.kind;
  const phasesOf = ({ marks }: InstanceRecord) => (kind === undefined ? [] : derivePhases(marks, kind));
  return {
    ...trial,
    instances: trial.instances.map((instance) => ({ id: instance.id, marks: [], phases: phasesOf(instance) })),
    samples: [],
  };
}
