/** Plain descriptive statistics of a non-empty list of finite numbers; none of them overflows. */

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
  return withoutOverflow(values, (finite) => sum(finite) / finite.length);
}

/** A. Neumaier, ZAMM 54 (1974): what rounding loses at each step is summed by itself. */
function sum(values: readonly number[]): number {
  let [total, lost] = [0, 0];
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

/** With n − 1 in the denominator; undefined for fewer than two values. */
export function standardDeviation(values: readonly number[]): number | undefined {
  return values.length < 2 ? undefined : withoutOverflow(values, deviate);
}

function deviate(values: readonly number[]): number {
  const center = sum(values) / values.length;
  const squares = values.reduce((total, value) => total + (value - center) * (value - center), 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Median absolute deviation from the median, unscaled (not multiplied by 1.4826). */
export function medianAbsoluteDeviation(values: readonly number[]): number {
  const center = median(values);
  return median(values.map((value) => clampFinite(Math.abs(value - center))));
}

/** Makes the median absolute deviation of normal values their standard deviation. */
export const NORMAL_MAD = 1.4826;

/** The larger of both: spikes are part of what has to be seen through, and too few values have no robust spread. */
export function robustSpread(values: readonly number[]): number {
  return Math.max(standardDeviation(values) ?? 0, NORMAL_MAD * medianAbsoluteDeviation(values));
}
