/** How the figures came about: clock, order, definitions, intervals, every comparison. */
import type { Comparison, MetricDefinition } from '../../bench/contract/document.js';
import { viewVerdict } from './answer/differences.js';
import { type Context, environmentName, findMetric, metricTitle, workloadTitle } from './context.js';
import { formatCountedTrials } from './counted-trials.js';
import { formatDrift } from './drift-sentence.js';
import { chosenPercent, formatDifference, formatPercent, NO_INTERVAL } from './estimates.js';
import type { Fact, Table } from './model.js';
import { formatPairedNumber } from './paired-ratio.js';
import { number, table, text } from './table.js';
import { formatCount, printable } from './text.js';
import { CAVEAT_WORDS, DIRECTION_WORDS, formatLevel, formatVerdict, ratioRange } from './wording.js';

const UNIT_WORDS: Readonly<Record<MetricDefinition['unit'], string>> = {
  second: 'second',
  byte: 'byte',
  'operation-per-second': 'operations per second',
  'second-per-operation': 'seconds per operation',
  ratio: 'share (0–1)',
  count: 'count',
};

export function methodNotes(context: Context): Fact[] {
  const { document } = context;
  const warmups = document.trials.filter(({ warmup }) => warmup).length;
  const blocks = new Set(document.trials.map(({ block }) => block)).size;
  return [
    {
      label: 'Clock',
      value:
        'Every instant is taken from the host’s CLOCK_MONOTONIC, starting at the first instruction of the launcher that starts all environments alike. A guest only signals; its own clock is never used.',
    },
    {
      label: 'Order',
      value: `${formatCount(blocks, 'block')}, each with every environment once in random order from seed ${document.run.seed}. ${formatCount(warmups, 'warm-up trial')} excluded.`,
    },
    {
      label: 'n',
      value: `${formatCountedTrials(document)}. n is the number of those behind a figure, each from start to teardown of a fresh instance. Failed trials contribute no values and never count as zero.`,
    },
    { label: 'Drift', value: formatDrift(context) },
    { label: 'Intervals', value: formatInterval(context) },
    { label: 'Comparisons', value: listMethods(document.comparisons).map(printable).join('; ') },
    ...familyNote(document.comparisons),
    ...isolationNote(document.isolation),
  ];
}

function formatInterval({ document }: Context): string {
  const levels = [...new Set(document.series.flatMap(({ summary }) => summary.interval?.level ?? []))];
  if (levels.length === 0)
    return 'No series has enough values for an interval of its median; points and ranges are shown instead.';
  const low = formatLevel(Math.min(...levels));
  const high = formatLevel(Math.max(...levels));
  const reached = low === high ? low : `${low} to ${high}, as n allows`;
  return `Of the median, from order statistics, distribution-free (level ${reached}). Below n = 6 there is none; the points and their range are shown instead.`;
}

/** Empty where the document has a probe's findings. */
function isolationNote(isolation: unknown): Fact[] {
  const value =
    'Not probed on this host before the run: twinbench probe finds what separates an instance from its host, and later runs carry it.';
  return isolation === undefined ? [{ label: 'Isolation', value }] : [];
}

/** Empty where no comparison was corrected. */
function familyNote(comparisons: readonly Comparison[]): Fact[] {
  const corrected = comparisons.filter(({ pAdjusted }) => pAdjusted !== undefined).length;
  if (corrected === 0) return [];
  const value = `Holm’s correction over the primary comparisons (${corrected}), one family for each pair of environments; the others are judged one by one.`;
  return [{ label: 'Multiple comparisons', value }];
}

function listMethods(comparisons: readonly Comparison[]): string[] {
  return [...new Set(comparisons.map(({ method }) => method))].filter((method) => method !== '');
}

export function definitionTable({ document }: Context): Table {
  const columns = [text('Metric'), text('What it is'), text('Unit'), text('Direction'), text('Source'), text('Noise floor')];
  const measured = document.metrics.filter(({ id }) => document.series.some(({ metricId }) => metricId === id));
  const rows = measured.map((metric) => ({
    slot: null,
    header: metricTitle(metric),
    cells: [
      printable(metric.definition),
      UNIT_WORDS[metric.unit],
      DIRECTION_WORDS[metric.direction],
      printable(metric.source),
      `${(metric.noiseThreshold * 100).toLocaleString('en-US')} %`,
    ],
  }));
  return table('Definitions of the metrics', columns, rows);
}

export function comparisonTable(context: Context): Table {
  const columns = [
    text('Metric'),
    text('Workload'),
    text('Compared'),
    number('Ratio'),
    text('Interval'),
    text('Difference'),
    number('n'),
    number('Excluded blocks'),
    text('p'),
    text('Margins'),
    text('Minimum detectable effect'),
    text('Verdict'),
    text('Reason'),
    text('Caveats'),
  ];
  return table(
    'Every comparison of figures that have a better direction',
    columns,
    context.document.comparisons
      .filter((comparison) => !isInformational(context, comparison))
      .map((comparison) => comparisonRow(context, comparison)),
  );
}

/** Difference, n, excluded blocks, p, margins, minimum detectable effect. */
function evidenceCells(context: Context, comparison: Comparison): string[] {
  const { metricId, difference, n, excludedBlocks, margins, minimumDetectable } = comparison;
  const unit = findMetric(context, metricId)?.unit;
  return [
    difference === undefined || unit === undefined ? '–' : formatDifference(unit, difference),
    `${n}`,
    excludedBlocks === undefined ? '–' : `${excludedBlocks}`,
    formatP(comparison),
    margins === undefined ? '–' : `noise floor ±${chosenPercent(margins.noiseFloor)}, target ±${chosenPercent(margins.target)}`,
    minimumDetectable === undefined ? '–' : `±${formatPercent(minimumDetectable)}`,
  ];
}

/** Of a primary comparison adjusted by Holm's method; of others as it is, and said to be so. */
function formatP({ pValue, pAdjusted }: Comparison): string {
  if (pAdjusted !== undefined) return `${pNumber(pAdjusted)} (Holm)`;
  return pValue === undefined ? '–' : `${pNumber(pValue)} (unadjusted)`;
}

function pNumber(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toLocaleString('en-US', { maximumSignificantDigits: 2 });
}

/** Of a metric without a better direction no verdict is possible. */
function isInformational(context: Context, { metricId }: Comparison): boolean {
  return findMetric(context, metricId)?.direction === 'neutral';
}

function comparisonRow(context: Context, comparison: Comparison) {
  const { metricId, workloadId, baseline, candidate, ratio, verdict, caveats } = comparison;
  const metric = findMetric(context, metricId);
  const view = metric === undefined ? undefined : viewVerdict(context, comparison, metric);
  const names = `${environmentName(context, candidate.environmentId)} ÷ ${environmentName(context, baseline.environmentId)}`;
  const interval = ratio?.low === undefined || ratio.high === undefined ? NO_INTERVAL : ratioRange(ratio.low, ratio.high);
  return {
    slot: null,
    about: {
      environment: candidate.environmentId,
      baseline: baseline.environmentId,
      workload: workloadId ?? '',
      verdict: view?.kind ?? '',
    },
    header: printable(metric?.title ?? metricId),
    cells: [
      workloadId === undefined ? 'all' : workloadTitle(context, workloadId),
      names,
      ratio === undefined ? '–' : `${formatPairedNumber(ratio.estimate, comparison.n)}×`,
      ratio === undefined ? '–' : interval,
      ...evidenceCells(context, comparison),
      view?.words ?? formatVerdict(verdict.status),
      printable(verdict.because),
      caveats.length === 0 ? '–' : caveats.map((caveat) => CAVEAT_WORDS[caveat]).join(', '),
    ],
  };
}
