/**
 * Where the mean of future values lies, given past ones of the same normal distribution. G. J. Hahn, W. Q. Meeker, "Statistical Intervals",
 * 1991, section 4.7.
 */
import { mean, standardDeviation } from './describe.js';

interface Prediction {
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
