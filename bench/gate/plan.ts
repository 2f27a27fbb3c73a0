/** How many pairs, and minutes, an effect needs: from the spread that was seen before. */
import { detectableShift, fewestPairs, pairsFor } from '../stats/sample-size.js';

export interface PlanQuestion {
  /** Standard deviation of the log-ratio of one pair; √2 times the coefficient of variation of one arm where the arms vary alike. */
  readonly deviation: number;
  /** Relative. */
  readonly noiseFloor: number;
  readonly target: number;
  /** Of the whole gate. */
  readonly alpha: number;
  readonly power: number;
  /** Blocking metrics that share alpha. */
  readonly metrics: number;
  /** Looks that share alpha. */
  readonly looks: number;
  /** One pair: one trial of each side; undefined where no run tells. */
  readonly secondsPerPair?: number;
}

export interface Planned {
  readonly pairs: number;
  /** What the level alone needs, however large the effect. */
  readonly fewest: number;
  /** Undefined where no run tells how long a pair takes. */
  readonly minutes: number | undefined;
}

const SECONDS_PER_MINUTE = 60;

/** Undefined where the target lies within the noise floor: no number of pairs shows it. */
export function planPairs({
  deviation,
  noiseFloor,
  target,
  alpha,
  power,
  metrics,
  looks,
  secondsPerPair,
}: PlanQuestion): Planned | undefined {
  const shift = Math.log1p(target) - Math.log1p(noiseFloor);
  if (shift <= 0) return undefined;
  const shared = alpha / looks / metrics;
  const pairs = pairsFor(shift, deviation, { alpha: shared, power });
  const minutes = secondsPerPair === undefined ? undefined : (pairs * secondsPerPair) / SECONDS_PER_MINUTE;
  return { pairs, fewest: fewestPairs(shared), minutes };
}

/** Smallest relative effect beyond the noise floor that this many pairs show; undefined where they are too few for the level. */
export function detectableWith(pairs: number, question: Omit<PlanQuestion, 'target' | 'secondsPerPair'>): number | undefined {
  const { deviation, noiseFloor, alpha, power, metrics, looks } = question;
  const shift = detectableShift(pairs, deviation, { alpha: alpha / looks / metrics, power });
  return shift === undefined ? undefined : Math.expm1(shift + Math.log1p(noiseFloor));
}
