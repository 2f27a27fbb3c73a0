/**
 * Intervals of quantiles from order statistics, exact for every continuous distribution, and which quantiles n supports at all.
 * H. A. David, H. N. Nagaraja, "Order Statistics", 3rd ed. 2003, section 7.1.
 */
import { incompleteBeta } from './beta.js';

interface QuantileBounds {
  /** Absent where n gives an upper bound only. */
  readonly low?: number;
  readonly high: number;
  /** Achieved confidence. */
  readonly level: number;
}

/** Equal-tailed where n allows it, else an upper bound alone, else undefined. `sorted` ascends. */
export function quantileInterval(sorted: readonly number[], probability: number, level: number): QuantileBounds | undefined {
  return twoSided(sorted, probability, level) ?? upperBound(sorted, probability, level);
}

/** The ranks l < u with P(B < l) and P(B ≥ u) at most half of what may be missed each, for B ~ Binomial(n, probability). */
function twoSided(sorted: readonly number[], probability: number, level: number): QuantileBounds | undefined {
  const n = sorted.length;
  const tail = (1 - level) / 2;
  const lower = smallest(n, (k) => binomialUpTo(k, n, probability) > tail);
  const upper = smallest(n, (k) => 1 - binomialUpTo(k - 1, n, probability) <= tail);
  const [low, high] = [sorted[lower - 1], sorted[upper - 1]];
  if (low === undefined || high === undefined) return undefined;
  return { low, high, level: binomialUpTo(upper - 1, n, probability) - binomialUpTo(lower - 1, n, probability) };
}

function upperBound(sorted: readonly number[], probability: number, level: number): QuantileBounds | undefined {
  const n = sorted.length;
  const upper = smallest(n, (k) => 1 - binomialUpTo(k - 1, n, probability) <= 1 - level);
  const high = sorted[upper - 1];
  return high === undefined ? undefined : { high, level: binomialUpTo(upper - 1, n, probability) };
}

/** The smallest k from 0 for which a condition holds that stays true; n + 1 when it does for none up to n. */
function smallest(n: number, holds: (k: number) => boolean): number {
  let [low, high] = [0, n + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** P(B ≤ k) for B ~ Binomial(n, probability). */
function binomialUpTo(k: number, n: number, probability: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incompleteBeta(1 - probability, n - k, k + 1);
}
