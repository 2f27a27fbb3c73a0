/** One row per metric, one cell per environment: value, spread, n, ratios to bare and to lighter environments, verdicts. */
import type { Caveat, Comparison, MetricDefinition, Series } from '../../bench/contract/document.js';
import { viewVerdict } from './answer/differences.js';
import type { VerdictView } from './answer/model.js';
import { formatRatioRange, judgeWorkload } from './answer/workload-question.js';
import { findWorst, summariseVerdicts } from './answer/workload-verdicts.js';
import { type Context, findComparisons, findEnvironment, findMetric, findSeries, isPerWorkload, metricTitle } from './context.js';
import { formatChange } from './estimates.js';
import type { EnvironmentView, HeadlineCell, HeadlineRow, RatioView, Remark } from './model.js';
import { formatPairedNumber } from './paired-ratio.js';
import { formatIn, pickScale, type Scale } from './quantity.js';
import { formatCount, formatSize, printable } from './text.js';
import { DIRECTION_WORDS, findRemark, formatRatioSpread, formatSpread } from './wording.js';

export function headlineRows(context: Context): HeadlineRow[] {
  return headlineMetrics(context).map((metric) => ({
    metric: metricTitle(metric),
    direction: DIRECTION_WORDS[metric.direction],
    cells: isPerWorkload(context, metric) ? workloadCells(context, metric) : pooledCells(context, metric),
  }));
}

const NOT_CALIBRATED = 'Not calibrated: “twinbench calibrate” measures how far off these figures are on this host.';

export function headlineNote(context: Context): string {
  const figures = 'Figures are medians over trials. Differences and ratios are paired within blocks.';
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

function listRatios(context: Context, comparison: Comparison): RatioView[] {
  const { ratio, baseline, difference, metricId, n } = comparison;
  const metric = findMetric(context, metricId);
  if (ratio === undefined || metric === undefined) return [];
  return [
    {
      text: `${formatPairedNumber(ratio.estimate, n)}× ${baselineName(context, baseline.environmentId)}`,
      spread: ratio.low === undefined ? '' : formatRatioSpread(ratio),
      difference: difference === undefined ? '' : formatChange(metric.unit, difference),
      ...showVerdict(viewVerdict(context, comparison, metric)),
    },
  ];
}

function showVerdict({ kind, words, tone, detail }: VerdictView): Omit<RatioView, 'text' | 'spread' | 'difference'> {
  return { detail, verdict: words, tone, term: kind };
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

/** One verdict for several workloads would hide those that differ, so they are counted. */
function formatRatioSpan(context: Context, baselineId: string, comparisons: readonly Comparison[]): RatioView[] {
  const judged = comparisons.flatMap((comparison) => {
    const metric = findMetric(context, comparison.metricId);
    if (comparison.ratio === undefined || metric === undefined) return [];
    return [{ metric, workload: judgeWorkload(context, metric, comparison) }];
  });
  const workloads = judged.map(({ workload }) => workload);
  const worst = judged[0] === undefined ? undefined : findWorst(workloads, judged[0].metric);
  if (worst === undefined) return [];
  const views = workloads.map(({ view }) => view);
  return [
    {
      text: `${formatRatioRange(workloads)} ${baselineName(context, baselineId)}`,
      spread: '',
      difference: '',
      ...showVerdict(summariseVerdicts(views, worst.view)),
    },
  ];
}

const SAID_BY_VERDICTS: readonly Caveat[] = ['emulated', 'few-samples', 'below-own-error'];

/** What a verdict says already is not said again. */
function listRemarks(comparisons: readonly Comparison[]): Remark[] {
  const all = comparisons.flatMap(({ caveats }) => caveats).filter((caveat) => !SAID_BY_VERDICTS.includes(caveat));
  return [...new Set(all)].map((caveat) => {
    const count = all.filter((one) => one === caveat).length;
    const { text, explanation } = findRemark(caveat);
    return { text: count === comparisons.length ? text : `${text} (${count} of ${comparisons.length})`, explanation };
  });
}

function baselineName(context: Context, environmentId: string): string {
  const baseline = findEnvironment(context, environmentId);
  return (baseline?.shortName ?? printable(environmentId)).toLowerCase();
}

function unmeasured({ slot, name }: EnvironmentView): HeadlineCell {
  return { slot, environment: name, value: '–', unit: '', spread: '', sampleSize: 'not measured', ratios: [], caveats: [] };
}
