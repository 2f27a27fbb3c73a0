/** The binomial distribution, and intervals of a share. */
import { incompleteBeta, inverseIncompleteBeta } from './beta.js';
import type { Interval } from './interval.js';
import { normalUpperQuantile } from './normal.js';

/** P(B ≤ k) for B ~ Binomial(n, probability). */
export function binomialUpTo(k: number, n: number, probability: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incompleteBeta(1 - probability, n - k, k + 1);
}

/** C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits", Biometrika 26 (1934): never below its level. */
export function clopperPearson(successes: number, n: number, level: number): Interval {
  const tail = (1 - level) / 2;
  return {
    level,
    low: successes === 0 ? 0 : inverseIncompleteBeta(tail, successes, n - successes + 1),
    high: successes === n ? 1 : inverseIncompleteBeta(1 - tail, successes + 1, n - successes),
  };
}

/** E. B. Wilson, Journal of the American Statistical Association 22 (1927): near its level on average. */
export function wilson(successes: number, n: number, level: number): Interval {
  const z = normalUpperQuantile((1 - level) / 2);
  const share = successes / n;
  const center = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { level, low: Math.max(0, center - reach), high: Math.min(1, center + reach) };
}
