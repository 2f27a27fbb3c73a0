/** Point estimates of quantiles. R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996). */
import { incompleteBeta } from './beta.js';

/** Type 7, the usual one (R, NumPy): linear between order statistics. `sorted` ascends and is not empty. */
export function quantileOfAscending(sorted: readonly number[], probability: number): number {
  return interpolate(sorted, (sorted.length - 1) * probability + 1);
}

/** Type 8: about median-unbiased whatever the distribution. */
export function medianUnbiasedQuantile(sorted: readonly number[], probability: number): number {
  return interpolate(sorted, (sorted.length + 1 / 3) * probability + 1 / 3);
}

/** At a position counted from 1; clamped to the sample. */
function interpolate(sorted: readonly number[], position: number): number {
  const clamped = Math.min(Math.max(position, 1), sorted.length);
  const below = Math.floor(clamped);
  const low = sorted[below - 1] ?? Number.NaN;
  const high = sorted[below] ?? low;
  return low + (clamped - below) * (high - low);
}

/** F. E. Harrell, C. E. Davis, "A new distribution-free quantile estimator", Biometrika 69 (1982): a weighted mean of all order statistics. */
export function harrellDavis(sorted: readonly number[], probability: number): number {
  const n = sorted.length;
  const upTo = (share: number) => incompleteBeta(share, (n + 1) * probability, (n + 1) * (1 - probability));
  return sorted.reduce((sum, value, index) => sum + value * (upTo((index + 1) / n) - upTo(index / n)), 0);
}
