/** A document with the look-ups that every section needs. */
import type { Comparison, MetricDefinition, ResultsDocument, Series, Trial } from '../../bench/contract/document.js';
import { isDetail } from '../../bench/contract/parts.js';
import type { Environment } from '../../bench/contract/record.js';
import type { EnvironmentView } from './environment-view.js';
import { makeEnvironments } from './environments.js';
import { printable, shorten } from './text.js';

/** Of metrics and workloads; their definitions are shown in full. */
const MAX_TITLE_LENGTH = 80;

/** Metrics that readers ask for first; others follow in the document's order. */
const METRIC_ORDER = [
  'time-to-program',
  'boot-time',
  'boot-time-cold',
  'together-ready-time',
  'churn-rate',
  'workload-start-time',
  'stop-time',
  'memory-idle',
  'memory-marginal',
  'memory-peak',
  'memory-returned',
  'memory-cache',
  'throughput',
  'cpu-per-operation',
  'idle-cpu',
  'cpu-time',
];

export interface Context {
  readonly document: ResultsDocument;
  /** Those of the scenario `single`, or all where it was not run: bare first, then containers, then VMs. */
  readonly environments: readonly EnvironmentView[];
  /** With those that took part in another scenario only. */
  readonly allEnvironments: readonly EnvironmentView[];
  /** The control that others are compared with; undefined in a run without one. */
  readonly bare: EnvironmentView | undefined;
  /** Metrics that are no mere part of another and have at least one series. */
  readonly metrics: readonly MetricDefinition[];
  readonly trials: ReadonlyMap<string, Trial>;
}

export function createContext(document: ResultsDocument): Context {
  const allEnvironments = makeEnvironments(document.environments, mainIds(document));
  const environments = allEnvironments.filter(({ id }) => mainIds(document).includes(id));
  const bareId = document.environments.find(({ kind }) => kind === 'bare')?.id;
  return {
    document,
    environments,
    allEnvironments,
    bare: environments.find(({ id }) => id === bareId),
    metrics: topMetrics(document),
    trials: new Map(document.trials.map((trial) => [trial.id, trial])),
  };
}

/** An environment whose every trial belongs to another scenario would be an empty column among the others. */
function mainIds({ environments, trials }: ResultsDocument): string[] {
  const isElsewhere = (id: string) => {
    const own = trials.filter(({ environmentId }) => environmentId === id);
    return own.length > 0 && own.every(({ scenario }) => scenario !== 'single');
  };
  const ids = environments.map(({ id }) => id);
  const main = ids.filter((id) => !isElsewhere(id));
  return main.length === 0 ? ids : main;
}

function topMetrics({ metrics, series }: ResultsDocument): MetricDefinition[] {
  const rank = (id: string) => (METRIC_ORDER.indexOf(id) + METRIC_ORDER.length + 1) % (METRIC_ORDER.length + 1);
  const measured = metrics.filter((metric) => !isDetail(metric) && series.some(({ metricId }) => metricId === metric.id));
  return measured.toSorted((a, b) => rank(a.id) - rank(b.id));
}

export function findMetric({ document }: Context, metricId: string): MetricDefinition | undefined {
  return document.metrics.find(({ id }) => id === metricId);
}

/** Direct parts in the document's order. */
export function listParts({ document }: Context, metricId: string): MetricDefinition[] {
  return document.metrics.filter(({ partOf }) => partOf === metricId);
}

export function findSeries(
  { document }: Context,
  metricId: string,
  environmentId: string,
  workloadId?: string,
): Series | undefined {
  return document.series.find(
    (one) => one.metricId === metricId && one.environmentId === environmentId && one.workloadId === workloadId,
  );
}

/** Workloads that have a series of this metric, in the document's order; `undefined` stands for a pooled series. */
export function listWorkloads({ document }: Context, metricId: string): (string | undefined)[] {
  const present = new Set(document.series.filter((one) => one.metricId === metricId).map(({ workloadId }) => workloadId));
  const known: (string | undefined)[] = document.workloads.map(({ id }) => id);
  return [...(present.has(undefined) ? [undefined] : []), ...known.filter((id) => present.has(id))];
}

/** Where each workload has a series of its own, the one with the largest median in any environment; undefined for pooled metrics. */
export function largestWorkload(context: Context, metricId: string): string | undefined {
  if (listWorkloads(context, metricId).includes(undefined)) return undefined;
  const own = context.document.series.filter((one) => one.metricId === metricId);
  return own.toSorted((a, b) => b.summary.median - a.summary.median)[0]?.workloadId;
}

/** Comparisons of an environment with lighter ones, bare first. */
export function findComparisons(context: Context, metricId: string, environmentId: string, workloadId?: string): Comparison[] {
  const found = context.document.comparisons.filter(
    (one) =>
      one.question === 'side-by-side' &&
      one.metricId === metricId &&
      one.workloadId === workloadId &&
      one.candidate.environmentId === environmentId,
  );
  const rank = ({ baseline }: Comparison) => context.allEnvironments.findIndex(({ id }) => id === baseline.environmentId);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

export function comparisonWithBare(
  context: Context,
  metricId: string,
  environmentId: string,
  workloadId?: string,
): Comparison | undefined {
  const comparisons = findComparisons(context, metricId, environmentId, workloadId);
  return comparisons.find(({ baseline }) => baseline.environmentId === context.bare?.id);
}

/** True when each workload has a series of its own. */
export function isPerWorkload(context: Context, { id }: MetricDefinition): boolean {
  return !listWorkloads(context, id).includes(undefined);
}

export function findEnvironment({ allEnvironments }: Context, id: string): EnvironmentView | undefined {
  return allEnvironments.find((one) => one.id === id);
}

export function environmentName(context: Context, id: string): string {
  return findEnvironment(context, id)?.name ?? printable(id);
}

export function workloadTitle({ document }: Context, id: string): string {
  return shorten(printable(document.workloads.find((one) => one.id === id)?.title ?? id), MAX_TITLE_LENGTH);
}

export function metricTitle({ title }: MetricDefinition): string {
  return shorten(printable(title), MAX_TITLE_LENGTH);
}

export function environmentsOfKind({ document }: Context, kind: Environment['kind']): Environment[] {
  return document.environments.filter((one) => one.kind === kind);
}

/** Nothing follows from its figures. */
export function isEmulated({ document }: Pick<Context, 'document'>, id: string): boolean {
  return document.environments.find((one) => one.id === id)?.vm?.accelerator === 'tcg';
}
