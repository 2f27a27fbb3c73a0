/** Test of a monotonic trend. H. B. Mann, "Nonparametric tests against trend", Econometrica 13 (1945); M. G. Kendall, "Rank Correlation Methods", 1975. */
import { normalUpperTail } from './normal.js';

export interface Trend {
  /** Kendall's S: pairs that rise − pairs that fall. */
  readonly statistic: number;
  /** S over its largest possible size, from −1 to 1. */
  readonly tau: number;
  /** By the normal approximation with its correction for ties and continuity; 1 below four values, where it is none. */
  readonly twoSided: number;
}

const FEWEST = 4;

/** In the order of time; values independent of one another. Quadratic in their number. */
export function mannKendall(values: readonly number[]): Trend {
  const n = values.length;
  let statistic = 0;
  for (let later = 1; later < n; later += 1) {
    const value = values[later] ?? 0;
    for (let earlier = 0; earlier < later; earlier += 1) statistic += Math.sign(value - (values[earlier] ?? 0));
  }
  const pairs = (n * (n - 1)) / 2;
  const tau = pairs === 0 ? 0 : statistic / pairs;
  const deviation = Math.sqrt(variance(values));
  if (n < FEWEST || deviation === 0) return { statistic, tau, twoSided: 1 };
  const z = Math.max(0, Math.abs(statistic) - 1) / deviation;
  return { statistic, tau, twoSided: Math.min(1, 2 * normalUpperTail(z)) };
}

function variance(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const term = (size: number) => size * (size - 1) * (2 * size + 5);
  const ties = [...counts.values()].reduce((sum, size) => sum + term(size), 0);
  return Math.max(0, (term(values.length) - ties) / 18);
}
