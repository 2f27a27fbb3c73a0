/** How many pairs an effect needs, and which effect a number of pairs would show. */
import { normalUpperQuantile } from './normal.js';

/** The signed-rank test needs this many times the pairs that the t test needs for normal differences (π/3, Lehmann 1975). */
const RANK_COST = Math.PI / 3;

interface Plan {
  /** One-sided. */
  readonly alpha: number;
  readonly power: number;
}

/** Pairs with which differences of this standard deviation show a shift of this size; at least what the level itself needs. */
export function pairsFor(shift: number, standardDeviation: number, { alpha, power }: Plan): number {
  const z = normalUpperQuantile(alpha) + normalUpperQuantile(1 - power);
  return Math.max(fewestPairs(alpha), Math.ceil(RANK_COST * ((z * standardDeviation) / shift) ** 2));
}

/** Smallest shift that this many pairs show; undefined below what the level itself needs. */
export function detectableShift(pairs: number, standardDeviation: number, { alpha, power }: Plan): number | undefined {
  if (pairs < fewestPairs(alpha)) return undefined;
  const z = normalUpperQuantile(alpha) + normalUpperQuantile(1 - power);
  return z * standardDeviation * Math.sqrt(RANK_COST / pairs);
}

/** With n pairs the smallest one-sided p of the signed-rank test is 2⁻ⁿ. */
export function fewestPairs(alpha: number): number {
  return Math.ceil(Math.log2(1 / alpha) - 1e-9);
}
