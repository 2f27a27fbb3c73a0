/** Every value of every series as a point, small charts side by side, with one table for all charts of a group. */
import type { MetricDefinition, Series } from '../../bench/contract/document.js';
import { formatTimes, positionAxis } from './axis.js';
import type { StripChart } from './chart.js';
import { type Context, findSeries, isPerWorkload, listWorkloads, metricTitle, workloadTitle } from './context.js';
import type { EnvironmentView, Figure, FigureGroup, Table } from './model.js';
import { formatIn, formatQuantity, pickScale, type Scale } from './quantity.js';
import { number, table, text } from './table.js';
import { formatSize, printable } from './text.js';
import { DIRECTION_WORDS, formatSpread, makeWhisker } from './wording.js';

/** Ratio of the largest to the smallest median from which a panel turns relative. */
const FAR_APART = 8;

/** Of a value in a contaminated block. */
export const EXCLUDED = ' · contaminated, excluded';

/** One small chart: a metric, of one workload or pooled, in every environment. */
interface Panel {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly scale: Scale;
  readonly strips: readonly { readonly environment: EnvironmentView; readonly series: Series }[];
}

/** Pooled metrics share one group; each metric that is measured per workload has its own. Informational ones are folded. */
export function stripGroups(context: Context): FigureGroup[] {
  const perWorkload = context.metrics.filter((metric) => isPerWorkload(context, metric));
  const pooled = context.metrics.filter((metric) => !perWorkload.includes(metric));
  const groups = [
    group(
      'Per environment',
      'The trials of all workloads together.',
      pooled.flatMap((metric) => panel(context, metric, undefined)),
      false,
    ),
    ...perWorkload.map((metric) => {
      const panels = listWorkloads(context, metric.id).flatMap((workloadId) => panel(context, metric, workloadId));
      return group(
        `${metricTitle(metric)} per workload`,
        sentence(DIRECTION_WORDS[metric.direction]),
        panels,
        metric.direction === 'neutral',
      );
    }),
  ];
  return groups.filter(({ figures }) => figures.length > 0);
}

function group(title: string, groupText: string, panels: readonly Panel[], isFolded: boolean): FigureGroup {
  return {
    title,
    text: groupText,
    layout: 'grid',
    figures: panels.map(figure),
    table: groupTable(title, panels),
    tables: [],
    isFolded,
  };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
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

function figure({ id, title, description, scale, strips }: Panel): Figure {
  const isRelative = areFarApart(strips.map(({ series }) => series.summary.median));
  const rows = strips.map((strip) => row(strip, scale, isRelative ? strip.series.summary.median : scale.factor));
  const values = rows.flatMap(({ points, low, high }) => [
    ...points.map(({ value }) => value),
    ...(low === null || high === null ? [] : [low, high]),
  ]);
  const axis = isRelative
    ? positionAxis('÷ median of its environment', values, formatTimes)
    : positionAxis(formatUnit(scale), values);
  const summaries = strips.map(
    ({ environment, series: { summary } }) =>
      `${environment.name} median ${formatQuantity(scale, summary.median)}, ${formatSpread(summary, scale)}, n = ${summary.n}`,
  );
  return {
    id,
    title,
    caption: formatSize(strips.map(({ series }) => series.summary.n)),
    description: `${description}: ${summaries.join('; ')}.`,
    legend: [],
    chart: { kind: 'strip', axis, rows },
    table: null,
    isTableFolded: true,
  };
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
  return {
    label: environment.shortName,
    slot: environment.slot,
    medianLabel: formatQuantity(scale, series.summary.median),
    median: series.summary.median / divisor,
    low: low === null ? null : low / divisor,
    high: high === null ? null : high / divisor,
    points: series.points.map(({ trialId, block, value, contaminated }) => ({
      value: value / divisor,
      text: `${formatQuantity(scale, value)} · block ${block} · trial ${printable(trialId)}${contaminated === true ? EXCLUDED : ''}`,
      isContaminated: contaminated === true,
    })),
  };
}

function groupTable(title: string, panels: readonly Panel[]): Table {
  const columns = [
    text(''),
    text('Environment'),
    number('Median'),
    text('Unit'),
    text('Interval or range'),
    number('n'),
    text('Values in trial order'),
  ];
  const rows = panels.flatMap(({ title: header, scale, strips }) =>
    strips.map(({ environment, series: { summary, points } }) => ({
      slot: environment.slot,
      header,
      cells: [
        environment.name,
        formatIn(scale, summary.median),
        formatUnit(scale),
        formatSpread(summary, scale),
        `${summary.n}`,
        points
          .map(({ value, contaminated }) => (contaminated === true ? `(${formatIn(scale, value)})` : formatIn(scale, value)))
          .join(', '),
      ],
    })),
  );
  return table(title, columns, rows);
}
