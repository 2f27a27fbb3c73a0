/** One row per metric, one cell per environment: value, spread, n, ratios to bare and to lighter environments, verdicts. */
import type { Comparison, MetricDefinition, Series } from '../../bench/contract/document.js';
import { type Context, findComparisons, findEnvironment, findMetric, findSeries, isPerWorkload, metricTitle } from './context.js';
import { formatDifference } from './estimates.js';
import type { EnvironmentView, HeadlineCell, HeadlineRow, RatioView, Remark } from './model.js';
import { formatIn, formatRatio, pickScale, type Scale } from './quantity.js';
import { formatCount, formatSize, joinWithAnd, printable } from './text.js';
import {
  CAVEAT_WORDS,
  DIRECTION_WORDS,
  findRemark,
  formatRatioSpread,
  formatSpread,
  formatVerdict,
  ratioRange,
  VERDICT_KINDS,
} from './wording.js';

export function headlineRows(context: Context): HeadlineRow[] {
  return headlineMetrics(context).map((metric) => ({
    metric: metricTitle(metric),
    direction: DIRECTION_WORDS[metric.direction],
    cells: isPerWorkload(context, metric) ? workloadCells(context, metric) : pooledCells(context, metric),
  }));
}

const NOT_CALIBRATED = 'Not calibrated: “twinbench calibrate” measures how far off these figures are on this host.';

export function headlineNote(context: Context): string {
  const figures = 'Figures are medians over trials. Ratios are paired within blocks.';
  const perWorkload = headlineMetrics(context).some((metric) => isPerWorkload(context, metric));
  const spans = perWorkload ? ' Of metrics measured per workload, the range of ratios across workloads is given.' : '';
  return `${figures}${spans}${context.document.calibration === undefined ? ` ${NOT_CALIBRATED}` : ''}`;
}

/** The same thing at another moment, such as memory-returned-5s beside memory-returned: shown in its section only. */
function isVariant({ id, scenarios }: MetricDefinition, metrics: readonly MetricDefinition[]): boolean {
  const own = scenarios?.join();
  return metrics.some((other) => id.startsWith(`${other.id}-`) && other.scenarios?.join() === own);
}

/** Metrics that only environments without a column have would be empty rows. */
function headlineMetrics({ metrics, environments, document }: Context): MetricDefinition[] {
  const isShown = (environmentId: string) => environments.some(({ id }) => id === environmentId);
  const hasFigure = (metric: string) =>
    document.series.some(({ metricId, environmentId }) => metricId === metric && isShown(environmentId));
  return metrics.filter((metric) => metric.direction !== 'neutral' && hasFigure(metric.id) && !isVariant(metric, metrics));
}

function pooledCells(context: Context, metric: MetricDefinition): HeadlineCell[] {
  const all = context.environments.map((environment) => findSeries(context, metric.id, environment.id));
  const medians = all.flatMap((series) => (series === undefined ? [] : [series.summary.median]));
  const scale = pickScale(metric.unit, medians);
  return context.environments.map((environment, index) => {
    const series = all[index];
    return series === undefined ? unmeasured(environment) : pooledCell(context, environment, series, scale);
  });
}

function pooledCell(context: Context, environment: EnvironmentView, { metricId, summary }: Series, scale: Scale): HeadlineCell {
  const comparisons = findComparisons(context, metricId, environment.id);
  return {
    slot: environment.slot,
    environment: environment.name,
    value: formatIn(scale, summary.median),
    unit: scale.unit,
    spread: formatSpread(summary, scale),
    sampleSize: `n = ${summary.n}`,
    ratios: comparisons.flatMap((comparison) => listRatios(context, comparison)),
    caveats: listRemarks(comparisons),
  };
}

const BELOW_ERROR = CAVEAT_WORDS['below-own-error'];

function listRatios(context: Context, comparison: Comparison): RatioView[] {
  const { ratio, baseline, verdict, difference, metricId } = comparison;
  const unit = findMetric(context, metricId)?.unit;
  if (ratio === undefined) return [];
  return [
    {
      text: `${formatRatio(ratio.estimate)} ${baselineName(context, baseline.environmentId)}`,
      spread: formatRatioSpread(ratio),
      difference: difference === undefined || unit === undefined ? '' : formatDifference(unit, difference),
      belowError: comparison.caveats.includes('below-own-error') ? BELOW_ERROR : '',
      missing: verdict.status === 'inconclusive' ? printable(verdict.because) : '',
      verdict: formatVerdict(verdict.status),
      verdictKind: findVerdictKind(comparison),
    },
  ];
}

function workloadCells(context: Context, metric: MetricDefinition): HeadlineCell[] {
  return context.environments.map((environment) => {
    const { series } = context.document;
    const own = series.filter(({ metricId, environmentId }) => metricId === metric.id && environmentId === environment.id);
    return own.length === 0 ? unmeasured(environment) : workloadCell(context, environment, own);
  });
}

function workloadCell(context: Context, environment: EnvironmentView, series: readonly Series[]): HeadlineCell {
  const comparisons = series.flatMap(({ metricId, workloadId }) =>
    findComparisons(context, metricId, environment.id, workloadId),
  );
  const baselines = new Set(comparisons.map(({ baseline }) => baseline.environmentId));
  return {
    slot: environment.slot,
    environment: environment.name,
    value: '',
    unit: '',
    spread: environment === context.bare ? 'reference, 1×' : '',
    sampleSize: `${formatCount(series.length, 'workload')}, ${formatSize(series.map(({ summary }) => summary.n))}`,
    ratios: [...baselines].flatMap((id) =>
      formatRatioSpan(
        context,
        id,
        comparisons.filter(({ baseline }) => baseline.environmentId === id),
      ),
    ),
    caveats: listRemarks(comparisons),
  };
}

/** One verdict for several workloads would hide those that differ, so verdicts are counted. */
function formatRatioSpan(context: Context, baselineId: string, comparisons: readonly Comparison[]): RatioView[] {
  const ratios = comparisons.flatMap(({ ratio }) => (ratio === undefined ? [] : [ratio.estimate]));
  if (ratios.length === 0) return [];
  const statuses = [...new Set(comparisons.map(({ verdict }) => verdict.status))];
  const counts = statuses.map((status) => {
    const count = comparisons.filter(({ verdict }) => verdict.status === status).length;
    return comparisons.length === 1 ? formatVerdict(status) : `${count} ${formatVerdict(status)}`;
  });
  const kinds = [...new Set(comparisons.map(findVerdictKind))];
  const below = comparisons.filter(({ caveats }) => caveats.includes('below-own-error')).length;
  return [
    {
      text: `${formatRange(ratios)} ${baselineName(context, baselineId)}`,
      spread: '',
      difference: '',
      belowError: below === 0 ? '' : comparisons.length === 1 ? BELOW_ERROR : `${below} ${BELOW_ERROR}`,
      missing: '',
      verdict: joinWithAnd(counts),
      verdictKind: kinds.length === 1 && kinds[0] !== undefined ? kinds[0] : 'undecided',
    },
  ];
}

function formatRange(ratios: readonly number[]): string {
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  return formatRatio(low) === formatRatio(high) ? formatRatio(low) : ratioRange(low, high);
}

/** That a difference is below Twinbench's own error is said beside its own ratio. */
function listRemarks(comparisons: readonly Comparison[]): Remark[] {
  const all = comparisons.flatMap(({ caveats }) => caveats).filter((caveat) => caveat !== 'below-own-error');
  return [...new Set(all)].map((caveat) => {
    const count = all.filter((one) => one === caveat).length;
    const { text, explanation } = findRemark(caveat);
    return { text: count === comparisons.length ? text : `${text} (${count} of ${comparisons.length})`, explanation };
  });
}

/** Of an emulated guest no verdict is coloured: nothing follows from it. */
function findVerdictKind({ verdict, caveats }: Comparison): RatioView['verdictKind'] {
  return caveats.includes('emulated') ? 'undecided' : VERDICT_KINDS[verdict.status];
}

function baselineName(context: Context, environmentId: string): string {
  const baseline = findEnvironment(context, environmentId);
  return (baseline?.shortName ?? printable(environmentId)).toLowerCase();
}

function unmeasured({ slot, name }: EnvironmentView): HeadlineCell {
  return { slot, environment: name, value: '–', unit: '', spread: '', sampleSize: 'not measured', ratios: [], caveats: [] };
}
