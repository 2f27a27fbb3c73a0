/** The table of `npm run bench:self`: each figure beside the goal it must meet. */
import Table from 'cli-table3';
import { quantileOfAscending } from '../../bench/stats/quantile.js';

export interface SelfFigure {
  readonly name: string;
  readonly unit: 'ms' | 's' | '%' | 'kB' | 'MiB' | 'count';
  readonly n: number;
  /** Absent, as is p90, where nothing was measured. */
  readonly median?: number;
  readonly p90?: number;
  /** Why nothing was measured. */
  readonly absent?: string;
  /** Our median ÷ the other's, for figures that are compared. */
  readonly ratio?: number;
  readonly goal: string;
  /** Absent where there is no goal to meet. */
  readonly met?: boolean;
}

/**
 * p90 is the type-7 quantile; with n = 30 it is a description of these starts, not a claim about others.
 * @param whyNone said where there are no values
 */
export function figure(name: string, unit: SelfFigure['unit'], values: readonly number[], whyNone = 'no sample'): SelfFigure {
  const sorted = [...values].sort((left, right) => left - right);
  if (sorted.length === 0) return { name, unit, n: 0, absent: whyNone, goal: '' };
  return {
    name,
    unit,
    n: sorted.length,
    median: quantileOfAscending(sorted, 0.5),
    p90: quantileOfAscending(sorted, 0.9),
    goal: '',
  };
}

/** The figure of ours with its ratio to the other's and whether that is low enough; without the other there is nothing to meet. */
export function against(ours: SelfFigure, other: SelfFigure, maxRatio: number): SelfFigure {
  const compared = { ...ours, name: `${ours.name} ÷ ${other.name}`, goal: `≤ ${String(maxRatio)} ×` };
  if (ours.median === undefined) return { ...compared, met: false };
  if (other.median === undefined) return { ...compared, absent: `${other.name}: ${other.absent ?? 'no sample'}` };
  const ratio = ours.median / other.median;
  return { ...compared, ratio, met: ratio <= maxRatio };
}

export function atMost(ours: SelfFigure, most: number): SelfFigure {
  return { ...ours, goal: `≤ ${String(most)} ${ours.unit}`, met: ours.median !== undefined && ours.median <= most };
}

const DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

export function renderTable(figures: readonly SelfFigure[]): string {
  const table = new Table({ head: ['figure', 'n', 'median', 'p90', 'ratio', 'goal', 'met'], style: { head: [], border: [] } });
  for (const one of figures) table.push(tableRow(one));
  return table.toString();
}

function tableRow({ name, unit, n, median, p90, absent, ratio, goal, met }: SelfFigure): string[] {
  const amount = (value: number | undefined): string => (value === undefined ? '' : `${DIGITS.format(value)} ${unit}`);
  const verdict = met === undefined ? '' : met ? 'yes' : 'NO';
  const measured = absent === undefined ? [amount(median), amount(p90)] : [`left out: ${absent}`, ''];
  return [name, String(n), ...measured, ratio === undefined ? '' : ratio.toFixed(2), goal, verdict];
}
