/** Lag-1 autocorrelation by the definition of NIST's reference data sets (Box & Jenkins 1976): 0 for a series that does not vary. */
import { mean } from './describe.js';

/** At least two values, in the order of time. */
export function autocorrelation(values: readonly number[]): number {
  const center = mean(values);
  let [products, squares] = [0, 0];
  for (const [index, value] of values.entries()) {
    const deviation = value - center;
    squares += deviation * deviation;
    if (index > 0) products += deviation * ((values[index - 1] ?? center) - center);
  }
  return squares === 0 ? 0 : products / squares;
}
