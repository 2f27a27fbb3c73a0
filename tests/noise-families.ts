/** Seeded noise as benchmarks meet it: pairs of times of two arms that differ by a known factor, measured in interleaved blocks. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** ln(candidate ÷ baseline) of each of n blocks. */
export type LogRatios = (n: number, effect: number) => number[];

export interface NoiseFamily {
  readonly name: string;
  readonly of: (random: Random) => LogRatios;
}

export interface Random {
  uniform(): number;
  normal(): number;
}

export function seeded(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const uniform = () => uniformFloat64(generator);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** Both arms of a block share what `shared` gives at its two places, and each has noise of its own. */
export function paired(
  own: (random: Random) => number,
  shared: (random: Random) => () => number = () => () => 0,
): NoiseFamily['of'] {
  return (random) => (n, effect) => {
    const host = shared(random);
    return Array.from({ length: n }, () => {
      const [first, second] = [host() + own(random), host() + own(random)];
      const swapped = random.uniform() < 0.5;
      return effect + (swapped ? first - second : second - first);
    });
  };
}

const gaussian = (deviation: number) => (random: Random) => deviation * random.normal();

/** A first-order autoregression with this standard deviation. */
export function autoregressive(phi: number, deviation: number): (random: Random) => () => number {
  return (random) => {
    let state = deviation * random.normal();
    return () => {
      state = phi * state + deviation * Math.sqrt(1 - phi * phi) * random.normal();
      return state;
    };
  };
}

/** Now and then a stretch of about ten measurements that is half as slow again. */
function heavyRuns(random: Random): () => number {
  let left = 0;
  return () => {
    if (left > 0) left -= 1;
    else if (random.uniform() < 0.02) left = 10;
    return left > 0 ? Math.log(1.5) : 0;
  };
}

const spiky = (deviation: number) => (random: Random) =>
  deviation * random.normal() + (random.uniform() < 0.03 ? Math.log(1.5) : 0);
const bimodal = (random: Random) => 0.02 * random.normal() + (random.uniform() < 0.5 ? 0.1 : 0);

/** Coefficients of variation are those of one measurement of one arm. */
export const NOISE_FAMILIES: readonly NoiseFamily[] = [
  { name: 'lognormal, CV 1 %', of: paired(gaussian(0.01)) },
  { name: 'lognormal, CV 3 %', of: paired(gaussian(0.03)) },
  { name: 'lognormal, CV 5 %', of: paired(gaussian(0.05)) },
  { name: 'lognormal, CV 8 %', of: paired(gaussian(0.08)) },
  { name: 'spikes of +50 %', of: paired(spiky(0.03)) },
  { name: 'AR(1) 0.5, 5 %', of: paired(gaussian(0.02), autoregressive(0.5, 0.05)) },
  { name: 'AR(1) 0.95, 5 %', of: paired(gaussian(0.03), autoregressive(0.95, 0.05)) },
  { name: 'bimodal', of: paired(bimodal) },
  { name: 'heavy runs', of: paired(gaussian(0.03), heavyRuns) },
];

export const CV_5_PERCENT = paired(gaussian(0.05));
