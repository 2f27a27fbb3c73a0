/** Every value of every series as a point, or many as quantiles: small charts side by side, with one table for all charts of a group. */
import type { MetricDefinition, Series } from '../../bench/contract/document.js';
import { formatTimes, positionAxis } from './axis.js';
import type { StripChart } from './chart.js';
import { type Context, findSeries, isPerWorkload, listWorkloads, metricTitle, workloadTitle } from './context.js';
import { sentence, spreadFinding } from './findings.js';
import { type KeyName, makeKey, spreadNames, spreadOf } from './key.js';
import type { EnvironmentView, Figure, FigureGroup, Table } from './model.js';
import { findQuantile, quantileBar, shownDigits, sortNumbers } from './quantiles.js';
import { formatIn, formatQuantity, pickScale, type Scale } from './quantity.js';
import { number, table, text } from './table.js';
import { formatSize, printable } from './text.js';
import { DIRECTION_WORDS, formatSpread, makeWhisker } from './wording.js';

/** Ratio of the largest to the smallest median from which the panels of a group turn relative. */
const FAR_APART = 8;
/** More values than this are drawn as quantiles: points would cover each other. */
const MAX_POINTS = 50;
/** In a table, of series with more values than are drawn. */
const LISTED_QUANTILES = [0.05, 0.25, 0.75, 0.95];

/** Of a value in a contaminated block. */
export const EXCLUDED = ' · contaminated, excluded';

/** One small chart: a metric, of one workload or pooled, in every environment. */
interface Panel {
  readonly id: string;
  /** Id; empty where all are pooled. */
  readonly workload: string;
  readonly title: string;
  readonly description: string;
  readonly scale: Scale;
  readonly strips: readonly { readonly environment: EnvironmentView; readonly series: Series }[];
}

/** Pooled metrics share one group; each metric that is measured per workload has its own. Of informational ones there is a table alone, folded. */
export function stripGroups(context: Context): FigureGroup[] {
  const perWorkload = context.metrics.filter((metric) => isPerWorkload(context, metric));
  const pooled = context.metrics.filter((metric) => !perWorkload.includes(metric));
  const groups = [
    chartGroup(
      'Per environment',
      'The trials of all workloads together.',
      pooled.flatMap((metric) => panel(context, metric, undefined)),
    ),
    ...perWorkload.map((metric) => {
      const panels = listWorkloads(context, metric.id).flatMap((workloadId) => panel(context, metric, workloadId));
      const title = `${metricTitle(metric)} per workload`;
      return metric.direction === 'neutral'
        ? tableAlone(title, panels)
        : chartGroup(title, sentence(DIRECTION_WORDS[metric.direction]), panels);
    }),
  ];
  return groups.filter(({ figures, tables }) => figures.length + tables.length > 0);
}

const RELATIVE_WORDS =
  'Each value is drawn relative to the median of its own environment, for the medians, written beside the names, are too far apart for one axis.';

/** All panels of a group are relative, or none: side by side, they would be read as if their axes meant the same. */
function chartGroup(title: string, words: string, panels: readonly Panel[]): FigureGroup {
  const isRelative = panels.some(({ strips }) => areFarApart(strips.map(({ series }) => series.summary.median)));
  const figures = panels.map((one) => figure(one, isRelative));
  return {
    title,
    text: isRelative ? `${words} ${RELATIVE_WORDS}` : words,
    layout: 'grid',
    key: makeKey(figures.flatMap(({ chart }) => (chart.kind === 'strip' ? listSigns(chart) : []))),
    figures,
    table: panels.length === 0 ? null : groupTable(title, panels),
    tables: [],
    isFolded: false,
  };
}

function listSigns({ rows }: StripChart): KeyName[] {
  const hasQuantiles = rows.some(({ quantiles }) => quantiles !== null);
  const hasExcluded = rows.some(({ points }) => points.some(({ isContaminated }) => isContaminated));
  return [
    ...spreadNames(rows, 'band'),
    ...(hasQuantiles ? (['quantiles'] as const) : []),
    ...(hasExcluded ? (['excluded'] as const) : []),
  ];
}

function tableAlone(title: string, panels: readonly Panel[]): FigureGroup {
  const tables = panels.length === 0 ? [] : [groupTable(title, panels, false)];
  return { title, text: '', layout: 'grid', key: [], figures: [], table: null, tables, isFolded: true };
}

function panel(context: Context, metric: MetricDefinition, workloadId: string | undefined): Panel[] {
  const strips = context.allEnvironments.flatMap((environment) => {
    const series = findSeries(context, metric.id, environment.id, workloadId);
    return series === undefined ? [] : [{ environment, series }];
  });
  if (strips.length === 0) return [];
  const what = metricTitle(metric);
  const isPooled = workloadId === undefined;
  const position = context.document.workloads.findIndex(({ id }) => id === workloadId);
  return [
    {
      id: `${metric.id.replaceAll('.', '-')}-samples-${isPooled ? 'pooled' : position}`,
      workload: workloadId ?? '',
      title: isPooled ? what : workloadTitle(context, workloadId),
      description: isPooled ? what : `${what} of ${workloadTitle(context, workloadId)}`,
      scale: pickScale(
        metric.unit,
        strips.flatMap(({ series }) => series.points.map(({ value }) => value)),
      ),
      strips,
    },
  ];
}

function figure({ id, workload, title, description, scale, strips }: Panel, isRelative: boolean): Figure {
  const rows = strips.map((strip) => row(strip, scale, isRelative ? strip.series.summary.median || scale.factor : scale.factor));
  const values = rows.flatMap(reach);
  const axis = isRelative ? positionAxis('÷ own median', values, formatTimes) : positionAxis(formatUnit(scale), values);
  const summaries = strips.map(
    ({ environment, series: { summary } }) =>
      `${environment.name} median ${formatQuantity(scale, summary.median)}, ${formatSpread(summary, scale)}, n = ${summary.n}`,
  );
  return {
    id,
    workload,
    title,
    finding: spreadFinding(strips.map(({ series }) => series.summary)),
    caption: formatSize(strips.map(({ series }) => series.summary.n)),
    description: `${description}: ${summaries.join('; ')}.`,
    legend: [],
    key: [],
    chart: { kind: 'strip', axis, rows },
    table: null,
    isTableFolded: true,
  };
}

/** What an axis must hold; not what counts in no figure. */
function reach({ points, quantiles, median, low, high }: StripChart['rows'][number]): number[] {
  return [
    median,
    ...points.flatMap(({ value, isContaminated }) => (isContaminated ? [] : [value])),
    ...(quantiles === null ? [] : [quantiles.min, quantiles.max]),
    ...(low === null || high === null ? [] : [low, high]),
  ];
}

/** On one axis such medians would press the points of each environment into a line; then each is shown relative to its own median. */
function areFarApart(medians: readonly number[]): boolean {
  return Math.min(...medians) > 0 && Math.max(...medians) > FAR_APART * Math.min(...medians);
}

function formatUnit({ unit }: Scale): string {
  return unit === '' ? 'count' : unit;
}

function row({ environment, series }: Panel['strips'][number], scale: Scale, divisor: number): StripChart['rows'][number] {
  const { low, high } = makeWhisker(series.summary);
  const isMany = series.points.length > MAX_POINTS;
  return {
    label: environment.shortName,
    slot: environment.slot,
    medianLabel: formatQuantity(scale, series.summary.median),
    median: shownDigits(series.summary.median / divisor),
    low: low === null ? null : shownDigits(low / divisor),
    high: high === null ? null : shownDigits(high / divisor),
    spread: spreadOf(series.summary),
    quantiles: isMany ? quantileBar(countedValues(series).map((value) => shownDigits(value / divisor))) : null,
    points: isMany ? [] : series.points.map((point) => place(point, scale, divisor)),
  };
}

function place({ trialId, block, value, contaminated }: Series['points'][number], scale: Scale, divisor: number) {
  const words = `${formatQuantity(scale, value)} · block ${block} · trial ${printable(trialId)}`;
  const isContaminated = contaminated === true;
  return { value: shownDigits(value / divisor), text: isContaminated ? `${words}${EXCLUDED}` : words, isContaminated };
}

/** Ascending; all where every block is contaminated, for then none is left out. */
function countedValues({ points }: Series): number[] {
  const counted = points.filter(({ contaminated }) => contaminated !== true);
  return sortNumbers((counted.length === 0 ? points : counted).map(({ value }) => value));
}

function groupTable(title: string, panels: readonly Panel[], hasFigures = true): Table {
  const isMany = panels.some(({ strips }) => strips.some(({ series }) => series.points.length > MAX_POINTS));
  const columns = [
    text('Series'),
    text('Environment'),
    number('Median'),
    text('Unit'),
    text('Interval or range'),
    number('n'),
    text(
      isMany
        ? `Values in trial order; of more than ${MAX_POINTS} the 5, 25, 75 and 95\u00a0% quantiles`
        : 'Values in trial order',
    ),
  ];
  const rows = panels.flatMap(({ id, workload, title: header, scale, strips }) =>
    strips.map(({ environment, series }) => ({
      slot: environment.slot,
      figure: hasFigures ? id : '',
      about: { workload },
      header,
      cells: [
        environment.name,
        formatIn(scale, series.summary.median),
        formatUnit(scale),
        formatSpread(series.summary, scale),
        `${series.summary.n}`,
        formatValues(series, scale),
      ],
    })),
  );
  return table(title, columns, rows);
}

function formatValues(series: Series, scale: Scale): string {
  if (series.points.length <= MAX_POINTS)
    return series.points
      .map(({ value, contaminated }) => (contaminated === true ? `(${formatIn(scale, value)})` : formatIn(scale, value)))
      .join(', ');
  const sorted = countedValues(series);
  return LISTED_QUANTILES.map((probability) => formatIn(scale, findQuantile(sorted, probability))).join(', ');
}
