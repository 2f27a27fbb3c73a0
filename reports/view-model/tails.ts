/** Quantiles that n supports; of other series the largest value, labelled as such. */
import type { Quantile, Series } from '../../bench/contract/document.js';
import { type Context, environmentName, findEnvironment, listWorkloads, metricTitle, workloadTitle } from './context.js';
import { tableGroup } from './groups.js';
import type { FigureGroup, Table } from './model.js';
import { formatIn, formatQuantity, formatRange, pickScale, type Scale, withUnit } from './quantity.js';
import { number, table, text } from './table.js';

/** Of metrics of which at least one series supports a quantile; empty otherwise. */
export function tailGroups(context: Context): FigureGroup[] {
  const ids = new Set(
    context.document.series.filter(({ summary }) => hasQuantiles(summary.quantiles)).map(({ metricId }) => metricId),
  );
  const metrics = context.metrics.filter(({ id }) => ids.has(id));
  if (metrics.length === 0) return [];
  const series = metrics.flatMap(({ id }) =>
    listWorkloads(context, id).flatMap((workloadId) =>
      context.document.series.filter((one) => one.metricId === id && one.workloadId === workloadId),
    ),
  );
  const words =
    'A quantile is given only where n bounds it with at least 95 % confidence; otherwise only the largest of n values.';
  return [tableGroup('Tail', words, [], [tailTable(context, series)])];
}

function hasQuantiles(quantiles: readonly Quantile[] | undefined): boolean {
  return quantiles !== undefined && quantiles.length > 0;
}

function tailTable(context: Context, series: readonly Series[]): Table {
  const all = series.flatMap(({ summary }) => summary.quantiles?.map(({ probability }) => probability) ?? []);
  const probabilities = [...new Set(all)].toSorted((a, b) => a - b);
  const columns = [
    text('Metric'),
    text('Workload'),
    text('Environment'),
    number('n'),
    ...probabilities.map((probability) => text(`${formatShare(probability)} quantile`)),
    text('Largest'),
  ];
  const rows = series.map(({ metricId, workloadId, environmentId, summary }) => {
    const metric = context.metrics.find(({ id }) => id === metricId);
    const scale = pickScale(metric?.unit ?? 'count', [summary.max]);
    const cells = probabilities.map((probability) => summary.quantiles?.find((one) => one.probability === probability));
    return {
      slot: findEnvironment(context, environmentId)?.slot ?? null,
      about: { workload: workloadId ?? '' },
      header: metric === undefined ? metricId : metricTitle(metric),
      cells: [
        workloadId === undefined ? 'all' : workloadTitle(context, workloadId),
        environmentName(context, environmentId),
        `${summary.n}`,
        ...cells.map((one) => (one === undefined ? 'n too small' : formatQuantile(one, scale))),
        `max of ${summary.n}: ${formatQuantity(scale, summary.max)}`,
      ],
    };
  });
  return table('Quantiles with their intervals, where n supports them', columns, rows);
}

/** `12.0 ms [11.2–13.9]`, or `12.0 ms, at most 13.9 ms` where n gives an upper bound only. */
function formatQuantile({ value, low, high }: Quantile, scale: Scale): string {
  const words = formatQuantity(scale, value);
  return low === undefined
    ? `${words}, at most ${withUnit(formatIn(scale, high), scale)}`
    : `${words} [${formatRange(scale, low, high)}]`;
}

function formatShare(probability: number): string {
  return `${(probability * 100).toLocaleString('en-US', { maximumFractionDigits: 1 })}\u00a0%`;
}
