/** Documents that were written before there was a time to the program get it from what their trials hold. Pure; the same code as for a new run. */
import { listSubjects, type Observations, observe } from '../comparison/observations.js';
import type { Comparison, MetricDefinition, ResultsDocument, Series, Trial } from '../contract/document.js';
import { bootTime } from '../metrics/boot-time.js';
import { timeToProgram } from '../metrics/time-to-program.js';
import { workloadStartTime } from '../metrics/workload-start-time.js';
import { compareEnvironments } from './compare.js';
import { makeSeries } from './series.js';

const WHOLE = timeToProgram.definition;
const BOOT = bootTime.definition.id;
const PARTS: readonly string[] = [BOOT, workloadStartTime.definition.id];

/** As it is where it has the metric already, and where its trials do not tell. */
export function completeDocument(document: ResultsDocument): ResultsDocument {
  if (document.metrics.some(({ id }) => id === WHOLE.id)) return document;
  const trials = document.trials.map(addWhole);
  if (trials.every((trial, index) => trial === document.trials[index])) return document;
  const metrics = [WHOLE, ...document.metrics.map(makePart)];
  const observations = observe(trials, metrics, document.noise);
  const judged = compareAnew({ ...document, metrics }, observations);
  return {
    ...document,
    trials,
    metrics,
    series: [...listSeries(document, observations), ...document.series],
    comparisons: [
      ...judged.filter(({ metricId }) => metricId === WHOLE.id),
      ...document.comparisons.map((one) => judged.find((other) => isSameQuestion(one, other)) ?? one),
    ],
  };
}

/** By its marks where it has any, else by its parts. */
function addWhole(trial: Trial): Trial {
  const seconds = trial.outcome.status === 'completed' ? (timeToProgram.derive(trial) ?? sumParts(trial)) : undefined;
  if (seconds === undefined) return trial;
  return { ...trial, measurements: [{ metricId: WHOLE.id, value: seconds }, ...trial.measurements] };
}

const NANOSECONDS_PER_SECOND = 1e9;

/** Of whole nanoseconds, as marks are. Of the scenario `boot`, chance decides how far a program comes. */
function sumParts({ scenario, measurements }: Trial): number | undefined {
  const values = PARTS.flatMap((part) => measurements.find(({ metricId }) => metricId === part)?.value ?? []);
  if (values.length < PARTS.length || scenario === 'boot') return undefined;
  const seconds = values.reduce((sum, value) => sum + value, 0);
  return Math.round(seconds * NANOSECONDS_PER_SECOND) / NANOSECONDS_PER_SECOND;
}

function makePart(definition: MetricDefinition): MetricDefinition {
  if (!PARTS.includes(definition.id)) return definition;
  const { primary: _, ...part } = definition;
  return { ...part, partOf: WHOLE.id, standsAlone: true };
}

function listSeries({ environments }: ResultsDocument, observations: Observations): Series[] {
  const subject = { definition: WHOLE };
  return environments.flatMap(
    ({ id }) => makeSeries(subject, id, observations.all(subject, id), observations.of(subject, id)) ?? [],
  );
}

/**
 * Of the whole, in the family of what was primary, and of boot time, which has left that family. What the others came to stands in the document.
 */
function compareAnew({ metrics, run, ...document }: ResultsDocument, observations: Observations): Comparison[] {
  const asked = metrics.filter(({ id, primary }) => primary === true || id === BOOT);
  // Whether flushes were skipped is no matter of starts.
  const compared = { ...document, id: run.id, skipsFlushes: () => false };
  const comparisons = compareEnvironments(listSubjects(asked, document.workloads), observations, compared);
  return comparisons.filter(({ metricId }) => metricId === WHOLE.id || metricId === BOOT);
}

function isSameQuestion(own: Comparison, other: Comparison): boolean {
  return (
    own.question === other.question &&
    own.metricId === other.metricId &&
    own.baseline.environmentId === other.baseline.environmentId &&
    own.candidate.environmentId === other.candidate.environmentId
  );
}
