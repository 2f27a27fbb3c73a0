/**
 * Interval of the median from order statistics: exact for every continuous distribution, with nothing assumed of its shape.
 * H. A. David, H. N. Nagaraja, "Order Statistics", 3rd ed. 2003, section 7.1.
 */
import type { Interval } from './interval.js';

/** Mass further than this many standard deviations from the middle of a binomial is below 1e-30. */
const FAR_STANDARD_DEVIATIONS = 12;

/**
 * The largest rank l with P(B < l) ≤ tail for B ~ Binomial(n, 1/2), and that probability; rank 0 when there is none.
 * Weights are relative to the first one that matters, so nothing under- or overflows for large n.
 */
function lowerRank(n: number, tail: number): { rank: number; probability: number } {
  const first = Math.max(0, Math.floor(n / 2 - (FAR_STANDARD_DEVIATIONS * Math.sqrt(n)) / 2));
  const weights = [1];
  for (let k = first; k < n - first; k += 1) weights.push(((weights.at(-1) ?? 0) * (n - k)) / (k + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let below = 0;
  for (const [index, weight] of weights.entries()) {
    if ((below + weight) / total > tail) return { rank: first + index, probability: below / total };
    below += weight;
  }
  return { rank: 0, probability: 0 };
}

/** Undefined where n is too small for the level: below 6 at 95 %. `sorted` ascends. */
export function medianInterval(sorted: readonly number[], level: number): Interval | undefined {
  const { rank, probability } = lowerRank(sorted.length, (1 - level) / 2);
  const low = sorted[rank - 1];
  const high = sorted[sorted.length - rank];
  return low === undefined || high === undefined ? undefined : { level: 1 - 2 * probability, low, high };
}
