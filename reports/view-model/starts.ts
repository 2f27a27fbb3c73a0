/** Which share of all starts is over within a limit, as curves with a limit that the reader moves. */
import type { MetricDefinition } from '../../bench/contract/document.js';
import { positionAxis } from './axis.js';
import type { Axis, CurveChart } from './chart.js';
import { type Context, findMetric, metricTitle } from './context.js';
import { emulatedNote, sentence } from './findings.js';
import { plainGroup } from './groups.js';
import type { EnvironmentView, Figure, FigureGroup, Table } from './model.js';
import { findQuantile, shownDigits, sortNumbers } from './quantiles.js';
import { formatNumber, formatQuantity, pickScale, type Scale, withUnit } from './quantity.js';
import { number, table, text } from './table.js';
import { formatSize } from './text.js';

/** What people mean by a start first; what older documents have instead. */
const START_METRICS = ['time-to-program', 'boot-time'];
/** Of more values, as many that split them evenly. */
const MAX_STEPS = 150;
const PERCENT = 100;
/** A limit that nearly all starts keep is where a reader begins. */
const FIRST_LIMIT = 0.95;

interface Starts {
  readonly environment: EnvironmentView;
  readonly note: string;
  /** Ascending, in base units. */
  readonly values: readonly number[];
}

/** Empty where nothing was started. */
export function startGroups(context: Context): FigureGroup[] {
  const metric = START_METRICS.flatMap((id) => findMetric(context, id) ?? []).find(({ id }) =>
    context.document.series.some(({ metricId }) => metricId === id),
  );
  if (metric === undefined) return [];
  const starts = context.environments.flatMap((environment) => listStarts(context, metric, environment));
  return starts.length === 0 ? [] : plainGroup('single', [figure(metric, starts)]);
}

/** Those that count: not those of contaminated blocks. */
function listStarts(context: Context, { id }: MetricDefinition, environment: EnvironmentView): Starts[] {
  const own = context.document.series.filter((one) => one.metricId === id && one.environmentId === environment.id);
  const points = own.flatMap((series) => series.points).filter(({ contaminated }) => contaminated !== true);
  if (points.length === 0) return [];
  const values = sortNumbers(points.map(({ value }) => value));
  return [{ environment, note: emulatedNote(context, environment), values }];
}

function figure(metric: MetricDefinition, starts: readonly Starts[]): Figure {
  const title = metricTitle(metric);
  const all = starts.flatMap(({ values }) => [values[0] ?? 0, values.at(-1) ?? 0]);
  const scale = pickScale(metric.unit, all);
  const x = positionAxis(
    `${title} (${scale.unit})`,
    all.map((value) => value / scale.factor),
  );
  return {
    id: 'starts',
    title: 'Every start within a limit',
    finding: startFinding(starts, scale),
    caption: `${title}, the trials of all workloads; ${formatSize(starts.map(({ values }) => values.length))}. Move the limit to see how many starts keep it.`,
    description: `Share of starts that are over within a limit, for ${starts.map(({ environment }) => environment.name.toLowerCase()).join(', ')}; the table has it for some limits.`,
    legend: starts.map(({ environment }) => environment),
    key: [],
    chart: {
      kind: 'curve',
      x,
      y: SHARE_AXIS,
      unit: scale.unit,
      noun: 'starts',
      limit: firstLimit(starts) / scale.factor,
      series: starts.map((one) => makeCurve(one, scale)),
    },
    table: limitTable(title, starts, x, scale),
    workload: '',
    isTableFolded: true,
  };
}

const SHARE_AXIS: Axis = {
  scale: 'linear',
  min: 0,
  max: PERCENT,
  ticks: [0, 25, 50, 75, 100].map((value) => ({ value, label: `${value}\u00a0%` })),
  title: 'share of starts',
};

function startFinding(starts: readonly Starts[], scale: Scale): string {
  const words = starts.map(
    ({ environment, note, values }) =>
      `${environment.name.toLowerCase()} ${formatQuantity(scale, findQuantile(values, 0.5))}${note}`,
  );
  return sentence(`half of all starts are over within: ${words.join(', ')}`);
}

/** Of the slowest environment whose figures say something; of the slowest where none does. */
function firstLimit(starts: readonly Starts[]): number {
  const real = starts.filter(({ note }) => note === '');
  const limits = (real.length === 0 ? starts : real).map(({ values }) => findQuantile(values, FIRST_LIMIT));
  return Math.max(...limits);
}

function makeCurve({ environment, note, values }: Starts, scale: Scale): CurveChart['series'][number] {
  const n = values.length;
  const steps = Math.min(n, MAX_STEPS);
  const ranks = Array.from({ length: steps }, (_, step) => Math.ceil(((step + 1) * n) / steps));
  return {
    slot: environment.slot,
    label: `${environment.name}${note}`,
    n,
    values: ranks.map((rank) => shownDigits((values[rank - 1] ?? 0) / scale.factor)),
    shares: ranks.map((rank) => shownDigits((rank / n) * PERCENT)),
  };
}

function limitTable(title: string, starts: readonly Starts[], { ticks }: Axis, scale: Scale): Table {
  const limits = ticks.filter(({ value }) => value > 0);
  const columns = [
    text('Environment'),
    number('n'),
    ...limits.map(({ label }) => number(`within ${withUnit(label, scale)}`)),
    number('Slowest'),
  ];
  const rows = starts.map(({ environment, values }) => ({
    slot: environment.slot,
    header: environment.name,
    cells: [
      `${values.length}`,
      ...limits.map(({ value }) => formatKept(values, value * scale.factor)),
      formatQuantity(scale, values.at(-1) ?? 0),
    ],
  }));
  return table(`${title}: share of starts within a limit`, columns, rows);
}

function formatKept(values: readonly number[], limit: number): string {
  const kept = values.filter((value) => value <= limit).length;
  return `${formatNumber((kept / values.length) * PERCENT)}\u00a0%`;
}
