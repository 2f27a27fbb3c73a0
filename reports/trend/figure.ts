/** One series of a trend → its figure: chart, levels and newest runs as tables. */
import type { TrendDocument, TrendSeries } from '../../bench/contract/trend.js';
import type { Table } from '../view-model/model.js';
import { formatIn, formatQuantity, formatRange, pickScale, type Scale, withUnit } from '../view-model/quantity.js';
import { number, table, text } from '../view-model/table.js';
import { formatCount, printable, shorten } from '../view-model/text.js';
import { trendChart } from './chart.js';
import { planMarks } from './marks.js';
import type { TrendFigure } from './model.js';
import { changeSize, findCommit, formatMoment, formatRun, formatSeries, signedPercent } from './words.js';

const MAX_LISTED_RUNS = 10;

export function trendFigure(series: TrendSeries, document: TrendDocument, index: number, slot: number): TrendFigure {
  const { environmentId, workloadId, unit, points, accelerator } = series;
  const scale = pickScale(unit, points.median);
  const id = `series-${index}`;
  const workload = workloadId === undefined ? '' : `, ${shorten(printable(workloadId), 40)}`;
  return {
    id,
    title: `${shorten(printable(environmentId), 40)}${accelerator === 'tcg' ? ' (emulated)' : ''}${workload}`,
    slot,
    caption: formatCaption(series, scale),
    description: formatDescription(series, scale),
    chart: trendChart(series, document, slot, scale),
    levels: levelTable(series, document, scale),
    runs: runTable(series, document, scale),
    environment: environmentId,
    workload: workloadId ?? '',
    hasAlarm: series.alarms.length > 0,
  };
}

/** One line on where it stands, then what was left out. */
function formatCaption(series: TrendSeries, scale: Scale): string {
  const { points, levels, otherConditions, analyzedFrom } = series;
  const level = levels.at(-1);
  const { groupSize, groups } = planMarks(points.run.length);
  return [
    level === undefined
      ? ''
      : `Level ${formatQuantity(scale, level.median)}, ${formatNewest(series)}; ${formatCount(points.run.length, 'run')}.`,
    groups === 0
      ? ''
      : `In the shaded part each mark stands for ${groupSize} runs: their median, and a bar from minimum to maximum.`,
    analyzedFrom === 0 ? '' : `Levels were searched in the newest ${points.run.length - analyzedFrom} runs.`,
    otherConditions === 0
      ? ''
      : `${formatCount(otherConditions, 'run')} under other conditions (host, environment or workload) excluded.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function formatNewest({ newest: { status, change, direction, runs } }: TrendSeries): string {
  const size = change === undefined ? '' : ` (${signedPercent(change)})`;
  switch (status) {
    case 'in-line':
      return `newest run in line${size}`;
    case 'flagged':
      return `newest run out of line, ${direction ?? 'changed'}${size}`;
    case 'reproduced':
      return `newest ${runs} runs out of line, ${direction ?? 'changed'}${size}`;
    case 'insufficient-history':
      return 'too few runs to judge the newest';
    case 'not-positive':
      return 'newest run not judged: a value is 0 or less';
  }
}

function formatDescription(series: TrendSeries, scale: Scale): string {
  const { points, levels, changes } = series;
  const level = levels.at(-1);
  const now = level === undefined ? '' : ` The current level is ${formatQuantity(scale, level.median)}.`;
  const found =
    changes.length === 0
      ? ' No change of level was found.'
      : ` ${formatCount(changes.length, 'change')} of level: ${changes.map((one) => `${changeSize(one, scale)} at ${formatRun(one)}`).join('; ')}.`;
  return `${formatSeries(series)}: medians of ${formatCount(points.run.length, 'run')}, oldest at the left.${now}${found}`;
}

function levelTable({ points, levels, changes }: TrendSeries, { runs }: TrendDocument, scale: Scale): Table {
  const rows = levels.toReversed().map(({ from, to, median, interval }) => {
    const run = runs[points.run[from] ?? -1];
    const change = changes.find(({ point }) => point === from);
    return {
      slot: null,
      header: formatMoment(run?.startedAt ?? ''),
      cells: [
        findCommit(run?.revision ?? ''),
        formatIn(scale, median),
        interval === undefined ? '–' : `[${formatRange(scale, interval.low, interval.high)}]`,
        change === undefined ? '–' : `${changeSize(change, scale)}${change.tier === 'early' ? ', early' : ''}`,
        String(to - from),
      ],
    };
  });
  const unit = withUnit('level', scale);
  return table(
    'Levels, the newest first',
    [text('since (UTC)'), text('commit'), number(unit), text('95 % interval'), text('change'), number('runs')],
    rows,
  );
}

function runTable({ points }: TrendSeries, { runs }: TrendDocument, scale: Scale): Table {
  const places = points.run
    .map((_, place) => place)
    .slice(-MAX_LISTED_RUNS)
    .reverse();
  const rows = places.map((place) => {
    const run = runs[points.run[place] ?? -1];
    const [low, high] = [points.low[place] ?? null, points.high[place] ?? null];
    const accepted =
      run?.accepted === true
        ? `accepted${run.acceptedReason === undefined ? '' : `: ${shorten(printable(run.acceptedReason), 80)}`}`
        : '';
    return {
      slot: null,
      header: formatMoment(run?.startedAt ?? ''),
      cells: [
        findCommit(run?.revision ?? ''),
        formatIn(scale, points.median[place] ?? 0),
        low === null || high === null ? '–' : `[${formatRange(scale, low, high)}]`,
        [run?.verdict ?? '', accepted].filter((word) => word !== '').join(', ') || '–',
      ],
    };
  });
  return table(
    `The newest ${formatCount(rows.length, 'run')}`,
    [text('started (UTC)'), text('commit'), number(withUnit('median', scale)), text('interval'), text('gate')],
    rows,
  );
}
