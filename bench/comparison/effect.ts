/** How far apart two environments lie, as the log-ratios of their blocks tell it: what verdicts are judged by. */
import { standardDeviation } from '../stats/describe.js';
import { hodgesLehmann } from '../stats/hodges-lehmann.js';
import type { Interval } from '../stats/interval.js';
import { detectableShift, pairsFor } from '../stats/sample-size.js';
import { signedRankTest } from '../stats/signed-rank.js';

/** Of claiming a difference in one direction that is none, for each comparison. */
export const DECISION_ALPHA = 0.01;

/** Of claiming equivalence that is none: two one-sided tests at this level are one interval at 1 − 2α. */
export const EQUIVALENCE_ALPHA = 0.05;

/** With which a claim about what would have been seen is made. */
const POWER = 0.9;

/** Logarithms throughout. */
export interface Effect {
  readonly estimate: number;
  /** One-sided bounds at DECISION_ALPHA; absent below seven blocks. */
  readonly decisive: Interval | undefined;
  /** For equivalence; absent below five blocks. */
  readonly equivalence: Interval | undefined;
  /** One-sided, in the direction found: probability of such ranks when the effect lies within the noise floor. */
  readonly pValue: number;
  /** Smallest effect that this many blocks would probably have shown beyond the noise floor; absent below seven blocks. */
  readonly detectable: number | undefined;
  /** Blocks with which an effect of the target's size would probably show. */
  readonly blocksNeeded: number | undefined;
}

export interface Margins {
  /** ln(1 + noise threshold). */
  readonly noiseFloor: number;
  /** ln(1 + target effect). */
  readonly target: number;
}

/** `logRatios`: at least one, all finite; one for each block. */
export function estimateEffect(logRatios: readonly number[], { noiseFloor, target }: Margins): Effect {
  const plan = { alpha: DECISION_ALPHA, power: POWER };
  const spread = standardDeviation(logRatios);
  const detectable = spread === undefined ? undefined : detectableShift(logRatios.length, spread, plan);
  const { estimate, interval: decisive } = hodgesLehmann(logRatios, 1 - 2 * DECISION_ALPHA);
  return {
    estimate,
    decisive,
    equivalence: hodgesLehmann(logRatios, 1 - 2 * EQUIVALENCE_ALPHA).interval,
    pValue: beyondFloor(logRatios, noiseFloor),
    detectable: detectable === undefined ? undefined : detectable + noiseFloor,
    blocksNeeded: spread === undefined || target <= noiseFloor ? undefined : pairsFor(target - noiseFloor, spread, plan),
  };
}

/** The smaller of the two one-sided probabilities, each after shifting the differences by the floor. */
function beyondFloor(logRatios: readonly number[], noiseFloor: number): number {
  const above = signedRankTest(logRatios.map((value) => value - noiseFloor)).greater;
  const below = signedRankTest(logRatios.map((value) => value + noiseFloor)).less;
  return Math.min(above, below);
}
