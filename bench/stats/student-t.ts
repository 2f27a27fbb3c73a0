/** Student's t distribution, and Welch's comparison of two means. */
import { incompleteBeta } from './beta.js';
import { mean, standardDeviation } from './describe.js';
import type { Interval } from './interval.js';

/** P(T > t). Abramowitz & Stegun 1964, 26.7.1. */
export function tUpperTail(t: number, degreesOfFreedom: number): number {
  if (t < 0) return 1 - tUpperTail(-t, degreesOfFreedom);
  return incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) / 2;
}

/** The t with P(T > t) = tail, for a tail in (0, 1/2]. */
export function tUpperQuantile(tail: number, degreesOfFreedom: number): number {
  let high = 1;
  while (tUpperTail(high, degreesOfFreedom) > tail && Number.isFinite(high)) high *= 2;
  let low = 0;
  for (let middle = high / 2; middle !== low && middle !== high; middle = (low + high) / 2) {
    if (tUpperTail(middle, degreesOfFreedom) > tail) low = middle;
    else high = middle;
  }
  return high;
}

interface WelchComparison {
  /** Mean of the second sample − mean of the first. */
  readonly estimate: number;
  readonly interval: Interval;
  readonly degreesOfFreedom: number;
  readonly twoSided: number;
}

/**
 * B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved", Biometrika 34 (1947).
 * Undefined below two values a side, or when neither side varies.
 */
export function welch(first: readonly number[], second: readonly number[], level: number): WelchComparison | undefined {
  const [a, b] = [standardError(first), standardError(second)];
  if (a === undefined || b === undefined || a + b === 0) return undefined;
  const degreesOfFreedom = (a + b) ** 2 / (a ** 2 / (first.length - 1) + b ** 2 / (second.length - 1));
  const estimate = mean(second) - mean(first);
  const halfWidth = tUpperQuantile((1 - level) / 2, degreesOfFreedom) * Math.sqrt(a + b);
  return {
    estimate,
    interval: { level, low: estimate - halfWidth, high: estimate + halfWidth },
    degreesOfFreedom,
    twoSided: Math.min(1, 2 * tUpperTail(Math.abs(estimate) / Math.sqrt(a + b), degreesOfFreedom)),
  };
}

/** Squared standard error of the mean. */
function standardError(values: readonly number[]): number | undefined {
  const deviation = standardDeviation(values);
  return deviation === undefined ? undefined : deviation ** 2 / values.length;
}
