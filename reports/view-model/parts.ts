/** A metric of each environment as a bar made of its parts, all on one scale. */
import type { MetricDefinition } from '../../bench/contract/document.js';
import { zeroBasedAxis } from './axis.js';
import type { StackChart } from './chart.js';
import { type Context, findMetric, findSeries, largestWorkload, listParts, metricTitle, workloadTitle } from './context.js';
import { emulatedNote, sentence } from './findings.js';
import type { EnvironmentView, Figure, Table } from './model.js';
import { formatIn, formatQuantity, pickScale, type Scale } from './quantity.js';
import { number, table, text } from './table.js';
import { joinWithAnd, printable } from './text.js';

/** An environment that is this many times larger than the next leaves the others unreadable on its scale. */
const MAGNIFY_FROM = 12;

interface Bar {
  readonly environment: EnvironmentView;
  readonly total: number;
  readonly n: number;
  readonly parts: readonly { readonly id: string; readonly title: string; readonly value: number }[];
}

/**
 * Empty when nothing was measured. A second figure repeats the small bars when the largest dwarfs them. Of a metric that is measured per
 * workload, the workload with the largest whole is shown.
 */
export function partFigures(context: Context, metricId: string): Figure[] {
  const metric = findMetric(context, metricId);
  if (metric === undefined) return [];
  const workloadId = largestWorkload(context, metricId);
  const bars = makeBars(context, metric, workloadId);
  const title = workloadId === undefined ? metricTitle(metric) : `${metricTitle(metric)}, ${workloadTitle(context, workloadId)}`;
  const shown = new Set(bars.flatMap(({ parts }) => parts.map(({ id }) => id)));
  const order = listDescendants(context, metricId).flatMap(({ id }) => (shown.has(id) ? [id] : []));
  if (bars.length === 0) return [];
  const small = dwarfedBars(bars);
  const subject = { metric, title, order };
  const whole = { ...figure(subject, bars, false), finding: partFinding(context, metric, bars) };
  return [whole, ...(small.length === 0 ? [] : [figure(subject, small, true)])];
}

/** Parts and parts of parts, in the document's order, those of a part behind it. */
function listDescendants(context: Context, metricId: string): MetricDefinition[] {
  return listParts(context, metricId).flatMap((part) => [part, ...listDescendants(context, part.id)]);
}

const MOST = 0.5;

/** The whole of each environment, and what most of it is. */
function partFinding(context: Context, { unit }: MetricDefinition, bars: readonly Bar[]): string {
  const scale = pickScale(
    unit,
    bars.map(({ total }) => total),
  );
  const words = bars.map(({ environment, total, parts }) => {
    const largest = parts.toSorted((a, b) => b.value - a.value)[0];
    const isMost = parts.length > 1 && largest !== undefined && largest.value > MOST * total;
    const most = isMost ? `, most of it ${largest.title.toLowerCase()}` : '';
    return `${environment.name.toLowerCase()} ${formatQuantity(scale, total)}${emulatedNote(context, environment)}${most}`;
  });
  return sentence(words.join('; '));
}

/** Whether a part was measured of what `partFigures` shows. */
export function hasParts(context: Context, metricId: string): boolean {
  const workloadId = largestWorkload(context, metricId);
  return listParts(context, metricId).some(({ id }) =>
    context.environments.some((environment) => findSeries(context, id, environment.id, workloadId) !== undefined),
  );
}

function makeBars(context: Context, metric: MetricDefinition, workloadId: string | undefined): Bar[] {
  return context.environments.flatMap((environment) => {
    const whole = findSeries(context, metric.id, environment.id, workloadId)?.summary;
    if (whole === undefined) return [];
    const leaves = listLeaves(context, metric, environment.id, workloadId);
    const shown = leaves.length === 0 ? [{ id: metric.id, title: 'total', value: whole.median }] : leaves;
    return [{ environment, total: whole.median, n: whole.n, parts: shown }];
  });
}

/** A part that was itself measured in parts is shown as those. */
function listLeaves(
  context: Context,
  whole: MetricDefinition,
  environmentId: string,
  workloadId: string | undefined,
): Bar['parts'][number][] {
  return listParts(context, whole.id).flatMap((part) => {
    const own = listLeaves(context, part, environmentId, workloadId);
    if (own.length > 0) return own;
    const series = findSeries(context, part.id, environmentId, workloadId) ?? findSeries(context, part.id, environmentId);
    return series === undefined ? [] : [{ id: part.id, title: partTitle(whole, part), value: series.summary.median }];
  });
}

/** Parts are titled for standing alone (`Boot time: kernel`); here the metric's own title need not repeat. */
function partTitle(metric: MetricDefinition, part: MetricDefinition): string {
  const whole = metric.title.toLowerCase();
  const own = part.title.toLowerCase().startsWith(whole) ? part.title.slice(whole.length) : part.title;
  const trimmed = own.replace(/^[\s:,–-]+/, '').replace(/^\((.*)\)$/, '$1');
  return printable(trimmed === '' ? part.title : trimmed);
}

function dwarfedBars(bars: readonly Bar[]): Bar[] {
  const totals = bars.map(({ total }) => total).toSorted((a, b) => b - a);
  const limit = (totals[0] ?? 0) / MAGNIFY_FROM;
  const small = bars.filter(({ total }) => total < limit);
  return small.length > 0 && small.length < bars.length ? small : [];
}

interface Subject {
  readonly metric: MetricDefinition;
  readonly title: string;
  /** Ids of the parts as they follow each other. */
  readonly order: readonly string[];
}

function figure({ metric, title, order }: Subject, bars: readonly Bar[], isMagnified: boolean): Figure {
  const names = joinWithAnd(bars.map(({ environment }) => environment.name.toLowerCase()));
  const scale = pickScale(
    metric.unit,
    bars.map(({ total }) => total),
  );
  return {
    id: `${metric.id}-parts${isMagnified ? '-magnified' : ''}`,
    title: isMagnified ? `The same, magnified: ${names} only` : `${title} by part`,
    finding: '',
    caption: isMagnified
      ? 'On a scale of their own: next to the largest bar above they would be too short to see.'
      : `Medians, all bars on one scale (${bars.map(({ environment, n }) => `${environment.name.toLowerCase()}\u00a0n\u00a0=\u00a0${n}`).join(', ')}). Parts are medians too and need not add up exactly.`,
    description: `${title} of ${names}: ${bars.map(({ environment, total }) => `${environment.name} ${formatQuantity(scale, total)}`).join(', ')}.`,
    legend: [],
    key: [],
    chart: stack(title, bars, order, scale),
    table: partTable(title, bars, order, scale),
    workload: '',
    isTableFolded: false,
  };
}

function stack(title: string, bars: readonly Bar[], order: readonly string[], scale: Scale): StackChart {
  const sums = bars.map(
    ({ parts, total }) =>
      Math.max(
        total,
        parts.reduce((sum, { value }) => sum + value, 0),
      ) / scale.factor,
  );
  return {
    kind: 'stack',
    axis: zeroBasedAxis(`${title} (${scale.unit})`, Math.max(...sums)),
    rows: bars.map(({ environment, total, parts }) => ({
      label: environment.name,
      slot: environment.slot,
      total: formatQuantity(scale, total),
      segments: parts.map(({ id, title: label, value }) => ({
        label,
        shade: Math.max(order.indexOf(id), 0),
        value: value / scale.factor,
        text: `${environment.name}, ${label}: ${formatQuantity(scale, value)}`,
      })),
    })),
  };
}

function partTable(title: string, bars: readonly Bar[], order: readonly string[], scale: Scale): Table {
  const partTitles = new Map(bars.flatMap(({ parts }) => parts.map((part) => [part.id, part.title] as const)));
  const shown = [...partTitles].toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  const partRows = shown.map(([id, header]) => ({
    slot: null,
    shade: Math.max(order.indexOf(id), 0),
    header,
    cells: bars.map(({ parts }) => {
      const value = parts.find((part) => part.id === id)?.value;
      return value === undefined ? '–' : formatIn(scale, value);
    }),
  }));
  const whole = { slot: null, header: 'Total', cells: bars.map(({ total }) => formatIn(scale, total)) };
  const columns = [text('Part'), ...bars.map(({ environment }) => number(environment.shortName))];
  return table(`${title} in ${scale.unit}, medians`, columns, [...partRows, whole]);
}
