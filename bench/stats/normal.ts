/** The standard normal distribution, to double precision over the range that tests use. */

const INVERSE_SQRT_2PI = 1 / Math.sqrt(2 * Math.PI);

/** Below this |z| the series converges quickly, above it the continued fraction does. */
const SERIES_LIMIT = 3;
const FRACTION_DEPTH = 80;

/** P(Z > z). Abramowitz & Stegun 1964, 26.2.11 (series) and 26.2.14 (continued fraction); relative error below 1e-13 up to z = 8. */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  const density = INVERSE_SQRT_2PI * Math.exp((-z * z) / 2);
  if (z < SERIES_LIMIT) return 0.5 - density * oddSeries(z);
  let fraction = z;
  for (let depth = FRACTION_DEPTH; depth > 0; depth -= 1) fraction = z + depth / fraction;
  return density / fraction;
}

/** z + z³/3 + z⁵/(3·5) + … */
function oddSeries(z: number): number {
  let term = z;
  let sum = 0;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    sum += term;
    term *= (z * z) / odd;
  }
  return sum;
}

/** The z with P(Z > z) = tail, for a tail between 1e-15 and 1/2; by bisection. */
export function normalUpperQuantile(tail: number): number {
  let [low, high] = [0, 8];
  for (let middle = 4; middle !== low && middle !== high; middle = (low + high) / 2) {
    if (normalUpperTail(middle) > tail) low = middle;
    else high = middle;
  }
  return high;
}
