/** Seeded bootstrap of any statistic of one sample. B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 13 and 14. */
import { ascending, mean, standardDeviation } from './describe.js';
import { normalUpperQuantile, normalUpperTail } from './normal.js';
import { quantileOfAscending } from './quantile.js';

export interface Bootstrapped {
  readonly estimate: number;
  readonly standardError: number;
  readonly percentile: Bounds;
  readonly basic: Bounds;
  /** Corrected for bias and acceleration. */
  readonly bca: Bounds;
}

interface Bounds {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly level: number;
  readonly resamples: number;
  /** A whole number from 0 to n − 1 for the n it is given, such as from a seeded generator. */
  readonly randomBelow: (n: number) => number;
}

/** `sample` holds at least two units, which are drawn whole: a unit may be a pair, or all values of one run. */
export function bootstrap<T>(
  sample: readonly T[],
  statistic: (units: readonly T[]) => number,
  options: BootstrapOptions,
): Bootstrapped {
  const { level, resamples, randomBelow } = options;
  const draw = () => sample.map(() => sample[randomBelow(sample.length)]).flatMap((unit) => (unit === undefined ? [] : [unit]));
  const values = ascending(Array.from({ length: resamples }, () => statistic(draw())));
  const estimate = statistic(sample);
  const tail = (1 - level) / 2;
  const percentile = { low: quantileOfAscending(values, tail), high: quantileOfAscending(values, 1 - tail) };
  return {
    estimate,
    standardError: standardDeviation(values) ?? 0,
    percentile,
    basic: { low: 2 * estimate - percentile.high, high: 2 * estimate - percentile.low },
    bca: corrected(values, estimate, acceleration(sample, statistic), tail),
  };
}

function corrected(values: readonly number[], estimate: number, accelerated: number, tail: number): Bounds {
  const below = values.filter((value) => value < estimate).length / values.length;
  const bias = normalQuantile(Math.min(Math.max(below, 0.5 / values.length), 1 - 0.5 / values.length));
  const at = (probability: number) => {
    const shifted = bias + normalQuantile(probability);
    return quantileOfAscending(values, 1 - normalUpperTail(bias + shifted / (1 - accelerated * shifted)));
  };
  return { low: at(tail), high: at(1 - tail) };
}

function normalQuantile(probability: number): number {
  return probability < 0.5 ? -normalUpperQuantile(probability) : normalUpperQuantile(1 - probability);
}

/** From the jackknife: skewness of what each unit adds. */
function acceleration<T>(sample: readonly T[], statistic: (units: readonly T[]) => number): number {
  const without = sample.map((_, left) => statistic(sample.filter((__, index) => index !== left)));
  const center = mean(without);
  const cubes = without.reduce((sum, value) => sum + (center - value) ** 3, 0);
  const squares = without.reduce((sum, value) => sum + (center - value) ** 2, 0);
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
