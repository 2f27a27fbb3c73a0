/** A trend for a terminal: what stands out, and one line with a sparkline for each series. */
import type { TrendDocument, TrendSeries } from '../../bench/contract/trend.js';
import { ordinarySpaces } from '../terminal/spaces.js';
import { formatQuantity, pickScale } from '../view-model/quantity.js';
import { formatCount, joinWithAnd, printable, shorten } from '../view-model/text.js';
import { listAlarms } from './alarms.js';
import { formatSummary } from './view-model.js';
import { formatSeries, signedPercent } from './words.js';

export interface TrendTableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Also series that decide nothing. */
  readonly isAll: boolean;
}

const BARS = [...'▁▂▃▄▅▆▇█'];
const SPARK_RUNS = 24;
const MAX_NAME_WIDTH = 60;

/** Ends with a newline. */
export function alarmLines(document: TrendDocument): string {
  const lines = listAlarms(document).map(
    ({ kind, series, what, size, since, commit }) =>
      `${kind.padEnd(11)}  ${series}: ${what}, ${size}, since ${since}, commit ${commit}`,
  );
  const counts = `${formatCount(document.series.length, 'series', 'series')} in ${formatCount(document.runs.length, 'run')}`;
  const few = document.series.filter(({ newest }) => newest.status === 'insufficient-history').length;
  const remark =
    few === 0 ? '' : `${formatCount(few, 'series', 'series')} with fewer than five comparable earlier runs: not judged.\n`;
  return ordinarySpaces(
    `${emulationLine(document)}${lines.length === 0 ? `Nothing stands out in ${counts}.` : `${lines.join('\n')}\n${counts}.`}\n${remark}`,
  );
}

/** Ends with a newline. */
export function renderTrendTable(document: TrendDocument, { width, isAll }: TrendTableOptions): string {
  const shown = document.series.filter(({ primary }) => isAll || primary);
  const series = shown.length === 0 ? document.series : shown;
  const names = series.map((one) => shorten(formatSeries(one), MAX_NAME_WIDTH));
  const nameWidth = Math.max(0, ...names.map((name) => [...name].length));
  const rows = series.map((one, index) => formatRow(one, names[index] ?? '', nameWidth, width));
  const left = document.series.length - series.length;
  const rest = left === 0 ? '' : `${formatCount(left, 'further series', 'further series')} with --all.\n`;
  return ordinarySpaces(`${formatSummary(document)}\n${emulationLine(document)}\n${rows.join('\n')}\n${rest}`);
}

function emulationLine({ series }: TrendDocument): string {
  const emulated = [
    ...new Set(series.filter(({ accelerator }) => accelerator === 'tcg').map(({ environmentId }) => printable(environmentId))),
  ];
  return emulated.length === 0 ? '' : `${joinWithAnd(emulated)} ran under software emulation, not under KVM.\n`;
}

function formatRow(series: TrendSeries, name: string, nameWidth: number, width: number): string {
  const { points, unit, levels, newest } = series;
  const level = levels.at(-1);
  const last = points.median.at(-1) ?? 0;
  const scale = pickScale(unit, [last, level?.median ?? last]);
  const cells = [
    name + ' '.repeat(nameWidth - [...name].length),
    sparkline(points.median.slice(-SPARK_RUNS)).padStart(Math.min(SPARK_RUNS, 24)),
    formatQuantity(scale, last).padStart(12),
    `level ${level === undefined ? '–' : formatQuantity(scale, level.median)}`.padEnd(18),
    formatState(series),
    newest.change === undefined ? '' : signedPercent(newest.change),
  ];
  const line = cells.join('  ').trimEnd();
  return [...line].length <= width ? line : `${cells[0]?.trimEnd()}\n    ${cells.slice(1).join('  ').trim()}`;
}

/** Heights between the least and the largest; in the middle where all are equal. */
export function sparkline(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const heightOf = (value: number) => (most === least ? 3 : Math.round(((value - least) / (most - least)) * (BARS.length - 1)));
  return values.map((value) => BARS[heightOf(value)] ?? '').join('');
}

function formatState({ newest: { status, direction }, changes, creep }: TrendSeries): string {
  const last = changes.at(-1);
  if (last !== undefined && last.tier === 'confirmed') return `level ${last.status}`;
  if (last !== undefined) return `early ${last.status}`;
  if (status === 'flagged' || status === 'reproduced') return `newest ${direction ?? 'changed'}`;
  if (creep?.isCreeping === true) return 'gradual regression';
  return status === 'insufficient-history' ? 'too few runs' : 'steady';
}
