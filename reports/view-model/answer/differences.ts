/** How the environments of a question differ: each from the reference, and a guest from a container too. */
import type { Comparison, MetricDefinition } from '../../../bench/contract/document.js';
import { type Context, environmentsOfKind, findComparisons, findEnvironment, findSeries } from '../context.js';
import { formatChange } from '../estimates.js';
import type { EnvironmentView } from '../model.js';
import { formatPairedRatio } from '../paired-ratio.js';
import { describeVerdict } from '../verdict-words.js';
import type { AnswerDifference, VerdictView } from './model.js';

export function metricDifferences(context: Context, metric: MetricDefinition): AnswerDifference[] {
  return context.allEnvironments.flatMap((environment) =>
    chooseComparisons(context, environment, findComparisons(context, metric.id, environment.id)).map((comparison) =>
      makeDifference(context, comparison, formatDifferenceOf(metric, comparison), viewVerdict(context, comparison, metric)),
    ),
  );
}

/** With the reference, which is the lightest environment; of a VM also with the first container. */
export function chooseComparisons(
  context: Context,
  { id }: EnvironmentView,
  comparisons: readonly Comparison[],
): readonly Comparison[] {
  const [first, ...others] = comparisons;
  if (first === undefined) return [];
  const isGuest = environmentsOfKind(context, 'vm').some((one) => one.id === id);
  const containers = environmentsOfKind(context, 'container').map((one) => one.id);
  const second = isGuest ? others.find(({ baseline }) => containers.includes(baseline.environmentId)) : undefined;
  return second === undefined ? [first] : [first, second];
}

export function viewVerdict(context: Context, comparison: Comparison, metric: MetricDefinition): VerdictView {
  const { metricId, workloadId, baseline, candidate } = comparison;
  const find = (environmentId: string) => findSeries(context, metricId, environmentId, workloadId);
  return describeVerdict({
    comparison,
    metric,
    baseline: find(baseline.environmentId),
    candidate: find(candidate.environmentId),
  });
}

function formatDifferenceOf({ unit }: MetricDefinition, { difference }: Comparison): string {
  return difference === undefined ? '' : formatChange(unit, difference);
}

export function makeDifference(
  context: Context,
  comparison: Comparison,
  difference: string,
  verdict: VerdictView,
): AnswerDifference {
  const candidate = findEnvironment(context, comparison.candidate.environmentId);
  return {
    slot: candidate?.slot ?? 0,
    environment: candidate?.name ?? '',
    reference: findEnvironment(context, comparison.baseline.environmentId)?.name ?? '',
    difference,
    ratio: comparison.ratio === undefined ? '' : formatPairedRatio(comparison.ratio.estimate, comparison.n),
    verdict,
  };
}
