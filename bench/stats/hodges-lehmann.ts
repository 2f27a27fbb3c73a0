/**
 * Hodges–Lehmann estimate of the middle of a sample of differences: the median of all pairwise means (Walsh averages), with
 * Wilcoxon's interval. J. L. Hodges, E. L. Lehmann, "Estimates of location based on rank tests", Annals of Mathematical
 * Statistics 34 (1963). Walsh averages are selected by counting, never listed (J. F. Monahan, ACM TOMS 10 (1984), algorithm 616).
 */
import { ascending } from './describe.js';
import type { Interval } from './interval.js';
import { signedRankLowerRank } from './signed-rank.js';

export interface Shift {
  readonly estimate: number;
  /** Absent where n is too small for the level: below 6 at 95 %. */
  readonly interval?: Interval;
}

/**
 * Middle of a non-empty list of differences below 2^1023, such as log-ratios of pairs; their order is irrelevant.
 * The interval is exact up to 50 differences and conservative when they are tied.
 */
export function hodgesLehmann(differences: readonly number[], level: number): Shift {
  const sorted = ascending(differences);
  const count = (sorted.length * (sorted.length + 1)) / 2;
  const estimate = mid(walshAverage(sorted, (count + 1) >> 1), walshAverage(sorted, (count + 2) >> 1));
  const lower = signedRankLowerRank(sorted.length, level);
  if (!lower) return { estimate };
  const interval = {
    level: lower.level,
    low: walshAverage(sorted, lower.rank),
    high: walshAverage(sorted, count + 1 - lower.rank),
  };
  return { estimate, interval };
}

/** Halving the sum, not each: half of the smallest numbers is rounded, and a mean of equals must be themselves. */
function mid(a: number, b: number): number {
  return (a + b) / 2;
}

/** Walsh averages at or below the limit. As the left index climbs, the right one can only fall: linear in n. */
function countUpTo(sorted: readonly number[], limit: number): number {
  let total = 0;
  let right = sorted.length - 1;
  for (let left = 0; left <= right; left += 1) {
    while (right >= left && mid(sorted[left] ?? 0, sorted[right] ?? 0) > limit) right -= 1;
    total += Math.max(0, right - left + 1);
  }
  return total;
}

/** The largest Walsh average at or below the limit. */
function largestUpTo(sorted: readonly number[], limit: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  let right = sorted.length - 1;
  for (let left = 0; left <= right; left += 1) {
    while (right >= left && mid(sorted[left] ?? 0, sorted[right] ?? 0) > limit) right -= 1;
    if (right >= left) largest = Math.max(largest, mid(sorted[left] ?? 0, sorted[right] ?? 0));
  }
  return largest;
}

/** Bisection ends when the bracket is this share of the whole range; what is left of it lies within rounding. */
const RESOLUTION = 2 ** -56;

/** The Walsh average of that rank, counted from 1 in ascending order. */
function walshAverage(sorted: readonly number[], rank: number): number {
  let low = sorted[0] ?? Number.NaN;
  let high = sorted.at(-1) ?? Number.NaN;
  if (countUpTo(sorted, low) >= rank) return low;
  const resolution = high * RESOLUTION - low * RESOLUTION;
  for (let middle = mid(low, high); high - low > resolution && middle > low && middle < high; middle = mid(low, high)) {
    if (countUpTo(sorted, middle) >= rank) high = middle;
    else low = middle;
  }
  return largestUpTo(sorted, high);
}
