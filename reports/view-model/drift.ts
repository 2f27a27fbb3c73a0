/** Each value ÷ the median of its own series against the order of the trials: what changed on the host while it ran. */
import type { MetricDefinition, Series } from '../../bench/contract/document.js';
import { formatTimes, positionAxis, sequenceAxis } from './axis.js';
import type { OrderChart } from './chart.js';
import { type Context, metricTitle } from './context.js';
import type { Figure, Table } from './model.js';
import { EXCLUDED } from './strips.js';
import { number, table, text } from './table.js';
import { printable } from './text.js';

/** The others follow from the same trials. */
const DRIFT_METRICS = ['time-to-program', 'boot-time', 'stop-time', 'throughput', 'cpu-per-operation'];

type OrderSeries = OrderChart['series'][number];

export function driftFigures(context: Context): Figure[] {
  return context.metrics.filter(({ id }) => DRIFT_METRICS.includes(id)).flatMap((metric) => driftFigure(context, metric));
}

function driftFigure(context: Context, metric: MetricDefinition): Figure[] {
  const title = metricTitle(metric);
  const series = context.environments.map(({ id, slot, name }) => ({
    slot,
    label: name,
    points: context.document.series
      .filter(({ metricId, environmentId }) => metricId === metric.id && environmentId === id)
      .flatMap((one) => driftPoints(context, one)),
  }));
  const points = series.flatMap((one) => one.points);
  if (points.length < 2) return [];
  const last = points.reduce((most, { x }) => Math.max(most, x), 0);
  return [
    {
      id: `${metric.id}-order`,
      title,
      caption: `${points.length} values`,
      description: `${title} of ${points.length} values relative to the median of their series, against the order in which the trials ran.`,
      legend: context.environments,
      chart: {
        kind: 'order',
        x: sequenceAxis('trial, in the order of the run', last),
        y: positionAxis('÷ median of its series', [1, ...points.map(({ y }) => y)], formatTimes),
        reference: 1,
        series,
      },
      table: driftTable(title, series, last),
      isTableFolded: true,
    },
  ];
}

function driftPoints({ trials }: Context, { points, summary }: Series): OrderSeries['points'] {
  if (summary.median === 0) return [];
  return points.flatMap(({ trialId, value, contaminated }) => {
    const trial = trials.get(trialId);
    if (trial === undefined) return [];
    const ratio = value / summary.median;
    const isContaminated = contaminated === true;
    const where = `block ${trial.block} · trial ${printable(trialId)}${isContaminated ? EXCLUDED : ''}`;
    return [{ x: trial.order, y: ratio, text: `${ratio.toFixed(3)}× its median · ${where}`, isContaminated }];
  });
}

/** By thirds of the run: single values stand in the tables of every trial. */
function driftTable(title: string, series: readonly OrderSeries[], last: number): Table {
  const thirdOf = (order: number) => Math.floor((order / (last + 1)) * 3);
  const columns = [text('Environment'), number('First third'), number('Second third'), number('Last third')];
  const rows = series.map(({ slot, label, points }) => ({
    slot,
    header: label,
    cells: [0, 1, 2].map((third) => formatMedian(points.filter(({ x }) => thirdOf(x) === third).map(({ y }) => y))),
  }));
  return table(`${title}: median of value ÷ series median, by third of the run`, columns, rows);
}

function formatMedian(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? '–' : `${((low + high) / 2).toFixed(3)}×`;
}
