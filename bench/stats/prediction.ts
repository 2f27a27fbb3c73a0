/**
 * Where the mean of future values lies, given past ones of the same normal distribution. G. J. Hahn, W. Q. Meeker, "Statistical Intervals",
 * 1991, section 4.7.
 */
import { mean, standardDeviation } from './describe.js';
import { tUpperQuantile, tUpperTail } from './student-t.js';

export interface Prediction {
  readonly center: number;
  /** Of the mean of the future values around the center. */
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/** At least two past values; `future` is how many values the predicted mean is of. */
export function predict(past: readonly number[], future = 1): Prediction {
  const deviation = standardDeviation(past) ?? 0;
  return {
    center: mean(past),
    standardError: deviation * Math.sqrt(1 / future + 1 / past.length),
    degreesOfFreedom: past.length - 1,
  };
}

/** The value that one future mean exceeds with this probability, in (0, 1/2]. */
export function upperLimit({ center, standardError, degreesOfFreedom }: Prediction, tail: number): number {
  return center + tUpperQuantile(tail, degreesOfFreedom) * standardError;
}

/** Probability of a future mean at least this large. Without any spread in the past: 0 above the center, 1 elsewhere. */
export function exceedance({ center, standardError, degreesOfFreedom }: Prediction, value: number): number {
  if (standardError === 0) return value > center ? 0 : 1;
  return tUpperTail((value - center) / standardError, degreesOfFreedom);
}
