/** Every value of every series as a point, and the same against the order of the trials. */
import type { MetricDefinition, Series } from '../../bench/contract/document.js';
import { positionAxis } from './axis.js';
import type { OrderChart, StripChart } from './chart.js';
import { type Context, isPerWorkload, seriesOf, workloadsOf, workloadTitle } from './context.js';
import type { EnvironmentView, Figure, FigureGroup, Table } from './model.js';
import { formatIn, formatQuantity, pickScale, type Scale } from './quantity.js';
import { number, table, text } from './table.js';
import { printable } from './text.js';
import { DIRECTION_WORDS, spreadWords, whiskerOf } from './wording.js';

/** Metrics whose drift over the run is shown; the others follow from the same trials. */
const DRIFT_METRICS = ['boot-time', 'stop-time', 'memory-idle', 'throughput', 'cpu-per-operation'];

interface Strip {
  readonly environment: EnvironmentView;
  readonly series: Series;
}

/** Pooled metrics share one grid; each metric that is measured per workload has a grid of its own. */
export function sampleGroups(context: Context): FigureGroup[] {
  const apart = context.metrics.filter((metric) => isPerWorkload(context, metric));
  const pooled = context.metrics.filter((metric) => !apart.includes(metric));
  const pooledFigures = pooled.flatMap((metric) => stripFigure(context, metric, undefined));
  return [
    ...(pooledFigures.length === 0
      ? []
      : [grid('Per environment', 'All workloads pooled: these do not depend on what runs inside.', pooledFigures)]),
    ...apart.map((metric) =>
      grid(
        `${printable(metric.title)} per workload`,
        `${DIRECTION_WORDS[metric.direction]}.`.replace(/^./, (first) => first.toUpperCase()),
        workloadsOf(context, metric.id).flatMap((workloadId) => stripFigure(context, metric, workloadId)),
      ),
    ),
  ];
}

function grid(title: string, groupText: string, figures: readonly Figure[]): FigureGroup {
  return { title, text: groupText, layout: 'grid', figures };
}

function stripFigure(context: Context, metric: MetricDefinition, workloadId: string | undefined): Figure[] {
  const strips = context.environments.flatMap((environment) => {
    const series = seriesOf(context, metric.id, environment.id, workloadId);
    return series === undefined ? [] : [{ environment, series }];
  });
  if (strips.length === 0) return [];
  const values = strips.flatMap(({ series }) => series.points.map(({ value }) => value));
  const scale = pickScale(metric.unit, values);
  const title = workloadId === undefined ? printable(metric.title) : workloadTitle(context, workloadId);
  const position = workloadId === undefined ? 'pooled' : context.document.workloads.findIndex(({ id }) => id === workloadId);
  const axis = positionAxis(
    unitWords(scale),
    values.map((value) => value / scale.factor),
  );
  return [
    {
      id: `${metric.id}-samples-${position}`,
      title,
      caption: '',
      description: `${printable(metric.title)}, ${title}: ${strips.map((strip) => describe(strip, scale)).join('; ')}.`,
      legend: [],
      chart: { kind: 'strip', axis, rows: strips.map((strip) => stripRow(strip, scale)) },
      table: sampleTable(title, strips, scale),
      isFolded: true,
    },
  ];
}

function unitWords({ unit }: Scale): string {
  return unit === '' ? 'count' : unit;
}

function describe({ environment, series: { summary } }: Strip, scale: Scale): string {
  return `${environment.name} median ${formatQuantity(scale, summary.median)}, ${spreadWords(summary, scale)}, n = ${summary.n}`;
}

function stripRow({ environment, series }: Strip, scale: Scale): StripChart['rows'][number] {
  const { low, high } = whiskerOf(series.summary);
  return {
    label: environment.shortName,
    slot: environment.slot,
    median: series.summary.median / scale.factor,
    low: low === null ? null : low / scale.factor,
    high: high === null ? null : high / scale.factor,
    points: series.points.map(({ trialId, block, value }) => ({
      value: value / scale.factor,
      text: `${formatQuantity(scale, value)} · block ${block} · ${printable(trialId)}`,
    })),
  };
}

function sampleTable(title: string, strips: readonly Strip[], scale: Scale): Table {
  const columns = [
    text('Environment'),
    number('Median'),
    text('Interval or range'),
    number('n'),
    text('Values in the order of the trials'),
  ];
  const rows = strips.map(({ environment, series: { summary, points } }) => ({
    slot: environment.slot,
    header: environment.name,
    cells: [
      formatIn(scale, summary.median),
      spreadWords(summary, scale),
      `${summary.n}`,
      points.map(({ value }) => formatIn(scale, value)).join(', '),
    ],
  }));
  return table(`${title} in ${unitWords(scale)}`, columns, rows);
}

/** Each value ÷ the median of its own series, so that all environments and workloads share one axis. */
export function driftFigures(context: Context): Figure[] {
  return context.metrics.filter(({ id }) => DRIFT_METRICS.includes(id)).flatMap((metric) => driftFigure(context, metric));
}

function driftFigure(context: Context, metric: MetricDefinition): Figure[] {
  const title = printable(metric.title);
  const series = context.environments.map((environment) => ({
    slot: environment.slot,
    label: environment.name,
    points: context.document.series
      .filter((one) => one.metricId === metric.id && one.environmentId === environment.id)
      .flatMap((one) => driftPoints(context, one)),
  }));
  const points = series.flatMap((one) => one.points);
  if (points.length < 2) return [];
  const chart: OrderChart = {
    kind: 'order',
    x: positionAxis(
      'trial, in the order of the run',
      points.map(({ x }) => x),
    ),
    y: positionAxis(
      'value ÷ median of its series',
      [1, ...points.map(({ y }) => y)],
      (value) => `${Number(value.toPrecision(6))}×`,
    ),
    reference: 1,
    series,
  };
  return [
    {
      id: `${metric.id}-order`,
      title,
      caption: '',
      description: `${title} of ${points.length} trials relative to the median of their series, against the order in which the trials ran.`,
      legend: context.environments,
      chart,
      table: driftTable(title, series),
      isFolded: true,
    },
  ];
}

function driftPoints(context: Context, { points, summary }: Series): OrderChart['series'][number]['points'] {
  if (summary.median === 0) return [];
  return points.flatMap(({ trialId, value }) => {
    const trial = context.trials.get(trialId);
    if (trial === undefined) return [];
    const ratio = value / summary.median;
    return [
      { x: trial.order, y: ratio, text: `${ratio.toFixed(3)} × its median · trial ${trial.order} · ${printable(trialId)}` },
    ];
  });
}

/** Thirds of the run: a table of single points would repeat the samples above. */
function driftTable(title: string, series: OrderChart['series']): Table {
  const last = Math.max(...series.flatMap(({ points }) => points.map(({ x }) => x)));
  const rows = series.map(({ slot, label, points }) => ({
    slot,
    header: label,
    cells: [0, 1, 2].map((third) =>
      medianText(points.filter(({ x }) => Math.min(Math.floor((x / (last + 1)) * 3), 2) === third).map(({ y }) => y)),
    ),
  }));
  return table(
    `${title}: median of value ÷ series median, by third of the run`,
    [text('Environment'), number('First third'), number('Second third'), number('Last third')],
    rows,
  );
}

function medianText(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? '–' : `${((low + high) / 2).toFixed(3)}×`;
}
