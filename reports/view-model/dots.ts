/** Workload by workload, the environments as dots on one axis: absolute, or as ratios to bare. */
import type { Comparison, MetricDefinition, Series } from '../../bench/contract/document.js';
import { formatAbout } from './about.js';
import { positionAxis, ratioAxis } from './axis.js';
import type { DotChart } from './chart.js';
import { type Context, comparisonWithBare, findSeries, listWorkloads, metricTitle, workloadTitle } from './context.js';
import { NO_INTERVAL } from './estimates.js';
import { ratioFinding } from './findings.js';
import { type KeyName, makeKey, spreadNames, spreadOf } from './key.js';
import type { EnvironmentView, Figure, Table } from './model.js';
import { formatIn, formatQuantity, formatRatio, pickScale, type Scale } from './quantity.js';
import { number, table, text } from './table.js';
import { formatSize, joinWithAnd, shorten } from './text.js';
import { CAVEAT_WORDS, DIRECTION_WORDS, formatRatioSpread, formatSpread, makeWhisker, ratioRange } from './wording.js';

const MAX_LABEL_LENGTH = 26;
/** An environment further than this factor from the others gets them magnified in a second chart. */
const MAGNIFY_FROM = 4;

type DotRow = DotChart['rows'][number];
type Mark = DotRow['marks'][number];

export function absoluteFigure(context: Context, metric: MetricDefinition): Figure {
  const title = metricTitle(metric);
  const all = context.document.series.filter(({ metricId }) => metricId === metric.id);
  const scale = pickScale(
    metric.unit,
    all.map(({ summary }) => summary.median),
  );
  const rows = listWorkloads(context, metric.id).map((workloadId) => ({
    label: rowLabel(context, workloadId),
    about: formatAbout({ workload: workloadId ?? '' }),
    marks: context.environments.flatMap((environment) => {
      const series = findSeries(context, metric.id, environment.id, workloadId);
      return series === undefined ? [] : [absoluteMark(environment, series, scale)];
    }),
  }));
  return {
    id: `${metric.id}-by-workload`,
    title: `${title} per workload`,
    finding: ratioFinding(
      context,
      metric,
      context.environments.filter((environment) => environment !== context.bare),
    ),
    caption: `Medians; ${formatSize(all.map(({ summary }) => summary.n))}; ${DIRECTION_WORDS[metric.direction]}.`,
    description: `${title} of ${formatEnvironment(context.environments)} for ${rows.length} workloads.`,
    legend: context.environments,
    key: rowKey(rows, 'interval'),
    chart: { kind: 'dots', axis: positionAxis(`${title} (${scale.unit})`, reach(rows)), reference: null, rows },
    table: absoluteTable(context, metric, scale),
    workload: '',
    isTableFolded: true,
  };
}

function absoluteMark(environment: EnvironmentView, { summary }: Series, scale: Scale): Mark {
  const { low, high } = makeWhisker(summary);
  return {
    slot: environment.slot,
    value: summary.median / scale.factor,
    low: low === null ? null : low / scale.factor,
    high: high === null ? null : high / scale.factor,
    spread: spreadOf(summary),
    text: `${environment.name}: ${formatQuantity(scale, summary.median)}, ${formatSpread(summary, scale)}, n = ${summary.n}`,
  };
}

/** Ratios to bare; a second figure without the outlying environment where it presses the others together. */
export function ratioFigures(context: Context, metric: MetricDefinition): Figure[] {
  const others = context.environments.filter((environment) => environment !== context.bare);
  const rows = ratioRows(context, metric, others);
  if (rows.every(({ marks }) => marks.length === 0)) return [];
  const near = nearEnvironments(rows, others);
  const whole = ratioFigure(context, metric, rows, others, false);
  if (near.length === 0) return [whole];
  return [whole, ratioFigure(context, metric, ratioRows(context, metric, near), near, true)];
}

export function rowKey(rows: readonly DotRow[], interval: KeyName) {
  return makeKey(
    spreadNames(
      rows.flatMap(({ marks }) => marks),
      interval,
    ),
  );
}

function ratioRows(context: Context, metric: MetricDefinition, environments: readonly EnvironmentView[]): DotRow[] {
  return listWorkloads(context, metric.id).map((workloadId) => ({
    label: rowLabel(context, workloadId),
    about: formatAbout({ workload: workloadId ?? '' }),
    marks: environments.flatMap((environment) => {
      const comparison = comparisonWithBare(context, metric.id, environment.id, workloadId);
      if (comparison?.ratio === undefined) return [];
      const { estimate, low, high } = comparison.ratio;
      const words = `${formatRatio(estimate)} bare, ${formatRatioSpread(comparison.ratio)}, n = ${comparison.n}${formatBelowError(comparison)}`;
      const text = `${environment.name}: ${words}`;
      return [
        { slot: environment.slot, value: estimate, low: low ?? null, high: high ?? null, spread: 'interval' as const, text },
      ];
    }),
  }));
}

function formatBelowError({ caveats }: Comparison): string {
  return caveats.includes('below-own-error') ? `, ${CAVEAT_WORDS['below-own-error']}` : '';
}

/** Blocks behind each ratio. */
function ratioSizes(context: Context, metric: MetricDefinition, environments: readonly EnvironmentView[]): number[] {
  return listWorkloads(context, metric.id).flatMap((workloadId) =>
    environments.flatMap(({ id }) => comparisonWithBare(context, metric.id, id, workloadId)?.n ?? []),
  );
}

function nearEnvironments(rows: readonly DotRow[], environments: readonly EnvironmentView[]): EnvironmentView[] {
  const distance = ({ slot }: EnvironmentView) => {
    const values = rows.flatMap(({ marks }) =>
      marks.filter((mark) => mark.slot === slot).map(({ value }) => Math.abs(Math.log(value))),
    );
    return Math.max(0, ...values);
  };
  const farthest = Math.max(...environments.map(distance));
  const near = environments.filter((environment) => farthest > Math.log(MAGNIFY_FROM) && distance(environment) < farthest / 2);
  return near.filter(({ slot }) => rows.some(({ marks }) => marks.some((mark) => mark.slot === slot)));
}

function ratioFigure(
  context: Context,
  metric: MetricDefinition,
  rows: readonly DotRow[],
  environments: readonly EnvironmentView[],
  isMagnified: boolean,
): Figure {
  const title = metricTitle(metric);
  const names = formatEnvironment(environments);
  const sizes = formatSize(ratioSizes(context, metric, environments));
  return {
    id: `${metric.id}-ratio${isMagnified ? '-magnified' : ''}`,
    title: isMagnified ? `The same, magnified: ${names} only` : `${title} relative to bare`,
    finding: ratioFinding(context, metric, environments),
    caption: isMagnified
      ? `On an axis of its own, so that small differences show; ${sizes}.`
      : `The line at 1× is the bare process; ${DIRECTION_WORDS[metric.direction]}; ${sizes}. A point without a bar has too few samples for an interval.`,
    description: `${title} of ${names} divided by that of the bare process, for ${rows.length} workloads.`,
    legend: environments,
    key: rowKey(rows, 'ratio'),
    chart: {
      kind: 'dots',
      axis: ratioAxis(`${title} ÷ bare, log scale`, reach(rows)),
      reference: { value: 1, label: 'bare' },
      rows,
    },
    table: ratioTable(context, metric, environments),
    workload: '',
    isTableFolded: true,
  };
}

function reach(rows: readonly DotRow[]): number[] {
  return rows.flatMap(({ marks }) => marks.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]));
}

function absoluteTable(context: Context, metric: MetricDefinition, scale: Scale): Table {
  const columns = context.environments.flatMap(({ shortName }) => [number(shortName), text('interval or range'), number('n')]);
  const rows = listWorkloads(context, metric.id).map((workloadId) => ({
    slot: null,
    about: { workload: workloadId ?? '' },
    header: workloadId === undefined ? 'All workloads' : workloadTitle(context, workloadId),
    cells: context.environments.flatMap(({ id }) => {
      const summary = findSeries(context, metric.id, id, workloadId)?.summary;
      return summary === undefined
        ? ['–', '–', '–']
        : [formatIn(scale, summary.median), formatSpread(summary, scale), `${summary.n}`];
    }),
  }));
  return table(`${metricTitle(metric)} in ${scale.unit}, medians`, [text('Workload'), ...columns], rows);
}

/** Magnitudes differ between workloads, so each row has its own unit. */
function ratioTable(context: Context, metric: MetricDefinition, others: readonly EnvironmentView[]): Table {
  const shown = [...(context.bare === undefined ? [] : [context.bare]), ...others];
  const columns = [
    text('Unit'),
    ...shown.map(({ shortName }) => number(shortName)),
    ...others.flatMap(({ shortName }) => [number(`${shortName} ÷ bare`), text('interval'), number('n')]),
  ];
  const rows = listWorkloads(context, metric.id).map((workloadId) => {
    const medians = shown.map(({ id }) => findSeries(context, metric.id, id, workloadId)?.summary.median);
    const scale = pickScale(
      metric.unit,
      medians.filter((median) => median !== undefined),
    );
    const values = medians.map((median) => (median === undefined ? '–' : formatIn(scale, median)));
    const ratios = others.flatMap(({ id }) => ratioCells(context, metric, id, workloadId));
    return {
      slot: null,
      about: { workload: workloadId ?? '' },
      header: workloadId === undefined ? 'All workloads' : workloadTitle(context, workloadId),
      cells: [scale.unit, ...values, ...ratios],
    };
  });
  return table(`${metricTitle(metric)}, medians and ratios`, [text('Workload'), ...columns], rows);
}

function ratioCells(context: Context, metric: MetricDefinition, environmentId: string, workloadId: string | undefined): string[] {
  const comparison = comparisonWithBare(context, metric.id, environmentId, workloadId);
  if (comparison?.ratio === undefined) return ['–', '–', '–'];
  const { estimate, low, high } = comparison.ratio;
  return [
    formatRatio(estimate),
    `${low === undefined || high === undefined ? NO_INTERVAL : ratioRange(low, high)}${formatBelowError(comparison)}`,
    `${comparison.n}`,
  ];
}

function rowLabel(context: Context, workloadId: string | undefined): string {
  return workloadId === undefined ? 'All workloads' : shorten(workloadTitle(context, workloadId), MAX_LABEL_LENGTH);
}

function formatEnvironment(environments: readonly EnvironmentView[]): string {
  return joinWithAnd(environments.map(({ name }) => name.toLowerCase()));
}
