/** The exact interval of a share, by which simulations are held to what they promise. */
import { incompleteBeta } from '../bench/stats/beta.js';
import type { Interval } from '../bench/stats/interval.js';

/** C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits", Biometrika 26 (1934): never below its level. */
export function clopperPearson(successes: number, n: number, level: number): Interval {
  const tail = (1 - level) / 2;
  return {
    level,
    low: successes === 0 ? 0 : inverseIncompleteBeta(tail, successes, n - successes + 1),
    high: successes === n ? 1 : inverseIncompleteBeta(1 - tail, successes + 1, n - successes),
  };
}

/** The x with I_x(a, b) = probability; by bisection to the last digit. */
function inverseIncompleteBeta(probability: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let middle = 0.5; middle !== low && middle !== high; middle = (low + high) / 2) {
    if (incompleteBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return high;
}
