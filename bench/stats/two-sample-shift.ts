/**
 * Hodges–Lehmann estimate of the shift between two independent samples: the median of all differences, with the rank-sum interval.
 * J. L. Hodges, E. L. Lehmann, Annals of Mathematical Statistics 34 (1963); M. Hollander, D. A. Wolfe, E. Chicken, "Nonparametric
 * Statistical Methods", 3rd ed. 2014, section 4.3.
 */
import { ascending, medianOfAscending } from './describe.js';
import type { Shift } from './hodges-lehmann.js';
import { rankSumLowerRank } from './rank-sum.js';

/** More differences than this are selected by counting instead of being listed. */
const MAX_LISTED = 250_000;

/** Second − first, both non-empty; conservative with ties. */
export function twoSampleShift(first: readonly number[], second: readonly number[], level: number): Shift {
  const differences = sortDifferences(first, second);
  const estimate = differences.median();
  const lower = rankSumLowerRank(first.length, second.length, level);
  if (!lower) return { estimate };
  const [low, high] = [differences.at(lower.rank), differences.at(differences.count + 1 - lower.rank)];
  return low === undefined || high === undefined ? { estimate } : { estimate, interval: { level: lower.level, low, high } };
}

interface Differences {
  readonly count: number;
  median(): number;
  /** By rank, counted from 1 in ascending order. */
  at(rank: number): number | undefined;
}

function sortDifferences(first: readonly number[], second: readonly number[]): Differences {
  const count = first.length * second.length;
  if (count > MAX_LISTED) return selected(ascending(first), ascending(second));
  const listed = ascending(second.flatMap((value) => first.map((other) => value - other)));
  return { count, median: () => medianOfAscending(listed), at: (rank) => listed[rank - 1] };
}

/** Both ascend. */
function selected(first: readonly number[], second: readonly number[]): Differences {
  const count = first.length * second.length;
  const at = (rank: number) => difference(first, second, rank);
  return { count, at, median: () => (at(Math.floor((count + 1) / 2)) + at(Math.floor((count + 2) / 2))) / 2 };
}

/** Bisection ends when the bracket is this share of the whole range; what is left of it lies within rounding. */
const RESOLUTION = 2 ** -56;

function difference(first: readonly number[], second: readonly number[], rank: number): number {
  let low = (second[0] ?? Number.NaN) - (first.at(-1) ?? Number.NaN);
  let high = (second.at(-1) ?? Number.NaN) - (first[0] ?? Number.NaN);
  if (upTo(first, second, low).count >= rank) return low;
  const resolution = (high - low) * RESOLUTION;
  for (let middle = (low + high) / 2; high - low > resolution && middle > low && middle < high; middle = (low + high) / 2) {
    if (upTo(first, second, middle).count >= rank) high = middle;
    else low = middle;
  }
  return upTo(first, second, high).largest;
}

/** How many differences there are at or below the limit, and the largest of them. As the second's index climbs, so does the first's. */
function upTo(first: readonly number[], second: readonly number[], limit: number): { count: number; largest: number } {
  let [count, largest, own] = [0, Number.NEGATIVE_INFINITY, 0];
  for (const value of second) {
    while (own < first.length && value - (first[own] ?? 0) > limit) own += 1;
    if (own === first.length) break;
    count += first.length - own;
    largest = Math.max(largest, value - (first[own] ?? 0));
  }
  return { count, largest };
}
