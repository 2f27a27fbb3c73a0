/**
 * Slope of a line through points, as the median of the slopes between all pairs: one point that is off moves it little.
 * P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", Journal of the American Statistical Association 63 (1968).
 */
import { medianOfAscending } from './describe.js';
import type { Interval } from './interval.js';
import { normalUpperQuantile } from './normal.js';

export interface Slope {
  readonly slope: number;
  /** By the normal approximation of Kendall's statistic; absent below four distinct x, where it is none. */
  readonly interval?: Interval;
}

const FEWEST_DISTINCT = 4;

/** `y` belongs to `x`, element by element, and is as long. Undefined without two different x. */
export function theilSen(x: readonly number[], y: readonly number[], level: number): Slope | undefined {
  const slopes = pairSlopes(x, y);
  if (slopes.length === 0) return undefined;
  const slope = medianOfAscending(slopes);
  if (new Set(x).size < FEWEST_DISTINCT) return { slope };
  const deviation = Math.sqrt(kendallVariance(x));
  const reach = normalUpperQuantile((1 - level) / 2) * deviation;
  const low = slopes[Math.max(0, Math.floor((slopes.length - reach) / 2) - 1)];
  const high = slopes[Math.min(slopes.length - 1, Math.ceil((slopes.length + reach) / 2))];
  return low === undefined || high === undefined ? { slope } : { slope, interval: { level, low, high } };
}

/** Ascending. Two hundred points have twenty thousand pairs, so they stay in one typed array. */
function pairSlopes(x: readonly number[], y: readonly number[]): Float64Array {
  const slopes = new Float64Array((x.length * (x.length - 1)) / 2);
  let count = 0;
  for (let own = 0; own < x.length; own += 1)
    for (let other = own + 1; other < x.length; other += 1) {
      const run = at(x, other) - at(x, own);
      if (run !== 0) slopes[count++] = (at(y, other) - at(y, own)) / run;
    }
  return slopes.subarray(0, count).sort();
}

function at(values: readonly number[], place: number): number {
  return values[place] ?? Number.NaN;
}

/** Of Kendall's S when x has ties (Sen 1968, eq. 2.6). */
function kendallVariance(x: readonly number[]): number {
  const n = x.length;
  const counts = new Map<number, number>();
  for (const value of x) counts.set(value, (counts.get(value) ?? 0) + 1);
  const term = (size: number) => size * (size - 1) * (2 * size + 5);
  const ties = [...counts.values()].reduce((sum, size) => sum + term(size), 0);
  return (term(n) - ties) / 18;
}
