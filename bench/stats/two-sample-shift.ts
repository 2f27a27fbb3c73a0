/**
 * Hodges–Lehmann estimate of the shift between two independent samples: the median of all differences, with the rank-sum interval.
 * J. L. Hodges, E. L. Lehmann, Annals of Mathematical Statistics 34 (1963); M. Hollander, D. A. Wolfe, E. Chicken, "Nonparametric
 * Statistical Methods", 3rd ed. 2014, section 4.3.
 */
import { ascending, medianOfAscending } from './describe.js';
import type { Shift } from './hodges-lehmann.js';
import { rankSumLowerRank } from './rank-sum.js';

/** Second − first, both non-empty; conservative with ties. All differences are listed: meant for up to a few thousand values in all. */
export function twoSampleShift(first: readonly number[], second: readonly number[], level: number): Shift {
  const differences = ascending(second.flatMap((value) => first.map((other) => value - other)));
  const estimate = medianOfAscending(differences);
  const lower = rankSumLowerRank(first.length, second.length, level);
  if (!lower) return { estimate };
  const [low, high] = [differences[lower.rank - 1], differences[differences.length - lower.rank]];
  return low === undefined || high === undefined ? { estimate } : { estimate, interval: { level: lower.level, low, high } };
}
