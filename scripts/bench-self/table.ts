/** The table of `npm run bench:self`: each figure beside the goal it must meet. */
import Table from 'cli-table3';
import { quantileSorted } from 'simple-statistics';

export interface SelfFigure {
  readonly name: string;
  readonly unit: 'ms' | 's' | '%' | 'MiB' | 'count';
  readonly n: number;
  readonly median: number;
  readonly p90: number;
  /** Our median ÷ the other's, for figures that are compared. */
  readonly ratio?: number;
  readonly goal: string;
  /** Absent where there is no goal to meet. */
  readonly met?: boolean;
}

/** p90 is the type-7 quantile; with n = 30 it is a description of these starts, not a claim about others. */
export function figure(name: string, unit: SelfFigure['unit'], values: readonly number[], goal = ''): SelfFigure {
  const sorted = [...values].sort((left, right) => left - right);
  return { name, unit, n: sorted.length, median: quantileSorted(sorted, 0.5), p90: quantileSorted(sorted, 0.9), goal };
}

/** The figure of ours with its ratio to the other's and whether that is low enough. */
export function against(ours: SelfFigure, other: SelfFigure, mostRatio: number): SelfFigure {
  const ratio = ours.median / other.median;
  return { ...ours, name: `${ours.name} ÷ ${other.name}`, ratio, goal: `≤ ${String(mostRatio)} ×`, met: ratio <= mostRatio };
}

export function atMost(ours: SelfFigure, most: number): SelfFigure {
  return { ...ours, goal: `≤ ${String(most)} ${ours.unit}`, met: ours.median <= most };
}

const DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

export function renderTable(figures: readonly SelfFigure[]): string {
  const table = new Table({ head: ['figure', 'n', 'median', 'p90', 'ratio', 'goal', 'met'], style: { head: [], border: [] } });
  for (const { name, unit, n, median, p90, ratio, goal, met } of figures) {
    const amount = (value: number): string => `${DIGITS.format(value)} ${unit}`;
    table.push([
      name,
      String(n),
      amount(median),
      amount(p90),
      ratio === undefined ? '' : ratio.toFixed(2),
      goal,
      met === undefined ? '' : met ? 'yes' : 'NO',
    ]);
  }
  return table.toString();
}
