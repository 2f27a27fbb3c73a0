/** How the environments of a question differ: each from the reference, and a guest from a container too. */
import type { Comparison, MetricDefinition } from '../../../bench/contract/document.js';
import { type Context, environmentsOfKind, findComparisons, findEnvironment, findSeries } from '../context.js';
import { formatChange } from '../estimates.js';
import type { EnvironmentView } from '../model.js';
import { formatPairedRatio } from '../paired-ratio.js';
import type { Judged } from '../pairs.js';
import { describeVerdict } from '../verdict-words.js';
import type { AnswerDifference, VerdictView } from './model.js';

export function metricDifferences(context: Context, metric: MetricDefinition): AnswerDifference[] {
  return context.allEnvironments.flatMap((environment) =>
    chooseComparisons(context, environment, findComparisons(context, metric.id, environment.id)).map((comparison) =>
      makeDifference(context, comparison, formatDifferenceOf(metric, comparison), viewVerdict(context, comparison, metric)),
    ),
  );
}

/** With the reference, which is the lightest environment; of a VM also with the first container, unless it was emulated. */
export function chooseComparisons(
  context: Context,
  { id }: EnvironmentView,
  comparisons: readonly Comparison[],
): readonly Comparison[] {
  const [first, ...others] = comparisons.filter(({ n }) => n > 0);
  if (first === undefined) return [];
  const isGuest = environmentsOfKind(context, 'vm').some((one) => one.id === id);
  const containers = environmentsOfKind(context, 'container').map((one) => one.id);
  const isJudged = !first.caveats.includes('emulated');
  const second = isGuest && isJudged ? others.find(({ baseline }) => containers.includes(baseline.environmentId)) : undefined;
  return second === undefined ? [first] : [first, second];
}

export function viewVerdict(context: Context, comparison: Comparison, metric: MetricDefinition): VerdictView {
  return describeVerdict(judge(context, comparison, metric));
}

/** With the points of both sides. */
export function judge(context: Context, comparison: Comparison, metric: MetricDefinition): Judged {
  const find = ({ environmentId }: Comparison['baseline']) =>
    findSeries(context, comparison.metricId, environmentId, comparison.workloadId);
  return { comparison, metric, baseline: find(comparison.baseline), candidate: find(comparison.candidate) };
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
    reference: lowerFirst(findEnvironment(context, comparison.baseline.environmentId)?.name ?? ''),
    difference,
    ratio: comparison.ratio === undefined ? '' : formatPairedRatio(comparison.ratio.estimate, comparison.n),
    verdict,
  };
}

/** `bare process`, `container (crun)`. */
function lowerFirst(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
