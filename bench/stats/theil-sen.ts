/**
 * Slope of a line through points, as the median of the slopes between all pairs: one point that is off moves it little.
 * P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", Journal of the American Statistical Association 63 (1968).
 */
import type { Interval } from './interval.js';
import { normalUpperQuantile } from './normal.js';
import { select } from './select.js';

export interface Slope {
  readonly slope: number;
  /** By the normal approximation of Kendall's statistic; absent below four distinct x, where it is none. */
  readonly interval?: Interval;
}

const MIN_DISTINCT = 4;

/** `y` belongs to `x`, element by element, and is as long. Undefined without two different x. */
export function theilSen(x: readonly number[], y: readonly number[], level: number): Slope | undefined {
  const slopes = pairSlopes(x, y);
  if (slopes.length === 0) return undefined;
  const middle = slopes.length >> 1;
  const [above, below] = [
    select(slopes, middle),
    slopes.length % 2 === 0 ? select(slopes, middle - 1, 0, middle - 1) : undefined,
  ];
  const slope = below === undefined || below === above ? above : below / 2 + above / 2;
  if (new Set(x).size < MIN_DISTINCT) return { slope };
  const deviation = Math.sqrt(kendallVariance(x));
  const reach = normalUpperQuantile((1 - level) / 2) * deviation;
  const low = select(slopes, Math.max(0, Math.floor((slopes.length - reach) / 2) - 1), 0, middle);
  const high = select(slopes, Math.min(slopes.length - 1, Math.ceil((slopes.length + reach) / 2)), middle);
  return { slope, interval: { level, low, high } };
}

/** Two hundred points have twenty thousand pairs, so they stay in one typed array. */
function pairSlopes(x: readonly number[], y: readonly number[]): Float64Array {
  const slopes = new Float64Array((x.length * (x.length - 1)) / 2);
  const [xs, ys] = [new Float64Array(x), new Float64Array(y)];
  let count = 0;
  for (let own = 0; own < xs.length; own += 1)
    for (let other = own + 1; other < xs.length; other += 1) {
      const run = at(xs, other) - at(xs, own);
      if (run !== 0) slopes[count++] = (at(ys, other) - at(ys, own)) / run;
    }
  return slopes.subarray(0, count);
}

function at(values: Float64Array, place: number): number {
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
