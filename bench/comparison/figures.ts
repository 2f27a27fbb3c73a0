/** The figures of a gate's two sides, filed by what is compared: one metric on one environment, of one workload or of all. */

import type { MetricDefinition, ResultsDocument } from '../contract/document.js';
import type { GateSubject } from '../contract/verdict.js';
import { median } from '../stats/describe.js';
import { listSubjects, type Observation, type Observations, observe } from './observations.js';

/** One run's figures of one subject. */
export interface RunFigures {
  readonly runId: string;
  readonly n: number;
  /** In the unit. */
  readonly median: number;
  /** Single values; empty where only a history entry is left of the run. */
  readonly observations: readonly Observation[];
  /** Contaminated blocks are among them, too many to be left out. */
  readonly isContaminated: boolean;
  /** Where the run stands among those of its side. */
  readonly place: number;
}

/** What one pattern segment calls an environment, and the environment's id on each side: the same, unless two sides of one run are compared. */
export interface EnvironmentPair {
  readonly id: string;
  readonly baseline: string;
  readonly candidate: string;
}

export interface Cell extends GateSubject {
  readonly pair: EnvironmentPair;
  readonly definition: MetricDefinition;
  /** Of each side that knows the metric; the definition is the first of these. */
  readonly definitions: readonly MetricDefinition[];
  /** One for each run that has values. */
  readonly baseline: readonly RunFigures[];
  readonly candidate: readonly RunFigures[];
}

/** `METRIC/ENVIRONMENT/WORKLOAD`, as patterns match it. */
export function formatCellId(metricId: string, environmentId: string, workloadId: string | undefined): string {
  return [metricId, environmentId, ...(workloadId === undefined ? [] : [workloadId])].join('/');
}

/** Every environment that either side has, under its own name. */
export function pairSameEnvironments(
  baseline: readonly ResultsDocument[],
  candidate: readonly ResultsDocument[],
): EnvironmentPair[] {
  const ids = [...baseline, ...candidate].flatMap(({ environments }) => environments.map(({ id }) => id));
  return [...new Set(ids)].map((id) => ({ id, baseline: id, candidate: id }));
}

interface Observed {
  readonly document: ResultsDocument;
  readonly observations: Observations;
}

/** Those of which at least one side has a value, in the order of the metrics, workloads and pairs. */
export function collectCells(
  baseline: readonly ResultsDocument[],
  candidate: readonly ResultsDocument[],
  pairs: readonly EnvironmentPair[],
): Cell[] {
  const [ownSide, otherSide] = [baseline.map(observeDocument), candidate.map(observeDocument)];
  const documents = [...baseline, ...candidate];
  const definitions = keepFirst(documents.flatMap(({ metrics }) => metrics));
  const workloads = keepFirst(documents.flatMap((document) => document.workloads));
  return listSubjects(definitions, workloads).flatMap(({ definition, workloadId }) =>
    pairs.flatMap((pair) => {
      const subject = { definition, ...(workloadId !== undefined && { workloadId }) };
      const own = ownSide.flatMap((one, place) => collectFigures(one, subject, pair.baseline, place));
      const other = otherSide.flatMap((one, place) => collectFigures(one, subject, pair.candidate, place));
      if (own.length + other.length === 0) return [];
      return [
        {
          id: formatCellId(definition.id, pair.id, workloadId),
          metricId: definition.id,
          environmentId: pair.id,
          ...(workloadId !== undefined && { workloadId }),
          pair,
          definition,
          definitions: documents.flatMap(({ metrics }) => metrics.filter(({ id }) => id === definition.id)),
          baseline: own,
          candidate: other,
        },
      ];
    }),
  );
}

function observeDocument(document: ResultsDocument): Observed {
  return { document, observations: observe(document.trials, document.metrics, document.noise) };
}

/** The first of each id. */
function keepFirst<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return [...new Map(items.toReversed().map((item) => [item.id, item])).values()].toReversed();
}

function collectFigures(
  { document, observations }: Observed,
  subject: { definition: MetricDefinition; workloadId?: string },
  environmentId: string,
  place: number,
): RunFigures[] {
  const own = observations.of(subject, environmentId);
  if (own.length === 0) return [];
  return [
    {
      runId: document.run.id,
      n: own.length,
      median: median(own.map(({ value }) => value)),
      observations: own,
      isContaminated: own.some(({ contaminated }) => contaminated === true),
      place,
    },
  ];
}
