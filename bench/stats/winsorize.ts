/** Values further from the median than a few robust standard deviations are drawn in to that distance; none is dropped. */
import { median, medianAbsoluteDeviation, NORMAL_MAD } from './describe.js';

interface WinsorOptions {
  /** In robust standard deviations. */
  readonly most: number;
  /** Smallest robust standard deviation assumed, so that values that hardly vary are not cut. */
  readonly floor: number;
}

/** In the order of the input, which is not empty. */
export function winsorize(values: readonly number[], { most, floor }: WinsorOptions): number[] {
  const center = median(values);
  const reach = most * Math.max(floor, NORMAL_MAD * medianAbsoluteDeviation(values));
  return values.map((value) => Math.min(center + reach, Math.max(center - reach, value)));
}
