/** Plain descriptive statistics of a non-empty list of finite numbers; none of them overflows. */
import * as simple from 'simple-statistics';

/** Above this, squares and sums could overflow; such lists are scaled down by a power of two, which is exact. */
const LARGE = 1e150;
const SCALE = 2 ** 600;

function withoutOverflow(values: readonly number[], statistic: (values: number[]) => number): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest < LARGE) return statistic([...values]);
  return clampFinite(statistic(values.map((value) => value / SCALE)) * SCALE);
}

function clampFinite(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}

export function ascending(values: readonly number[]): number[] {
  return Array.from(new Float64Array(values).sort());
}

/** Of an even count, the mean of the middle two. */
export function medianOfAscending(sorted: ArrayLike<number>): number {
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? Number.NaN, sorted[sorted.length >> 1] ?? Number.NaN];
  return low === high ? low : low / 2 + high / 2;
}

export function median(values: readonly number[]): number {
  return medianOfAscending(new Float64Array(values).sort());
}

export function mean(values: readonly number[]): number {
  return withoutOverflow(values, simple.mean);
}

/** With n − 1 in the denominator; undefined for fewer than two values. */
export function standardDeviation(values: readonly number[]): number | undefined {
  return values.length < 2 ? undefined : withoutOverflow(values, simple.sampleStandardDeviation);
}

/** Median absolute deviation from the median, unscaled (not multiplied by 1.4826). */
export function medianAbsoluteDeviation(values: readonly number[]): number {
  const center = median(values);
  return median(values.map((value) => clampFinite(Math.abs(value - center))));
}
