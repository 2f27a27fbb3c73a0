/**
 * What the figures of two sides say about the size of a change, whatever the design. Everything here is turned so that larger is worse, and
 * is a log-ratio or, for the scale `difference`, in the unit.
 */
import type { MetricDefinition } from '../contract/document.js';
import { mean, robustSpread } from '../stats/describe.js';
import { hodgesLehmann } from '../stats/hodges-lehmann.js';
import type { Interval } from '../stats/interval.js';
import { rankSumTest } from '../stats/rank-sum.js';
import { detectableShift, fewestPairs, pairsFor } from '../stats/sample-size.js';
import { signedRankTest } from '../stats/signed-rank.js';
import { tUpperQuantile, tUpperTail, welch } from '../stats/student-t.js';
import { twoSampleShift } from '../stats/two-sample-shift.js';

export interface Evidence {
  readonly method: string;
  readonly estimate: number;
  /** Pairs, or runs on the smaller side: what a floor on the sample is held against. */
  readonly n: number;
  /** Achieves at least the level; undefined where n is too small for it. */
  interval(level: number): Interval | undefined;
  /** P of figures this high if the true change were at most the margin. */
  above(margin: number): number;
  /** P of figures this low if the true change were at least the margin. */
  below(margin: number): number;
  /** Smallest shift that this many would probably have shown; undefined where the level is out of reach or nothing varied. */
  detectable(alpha: number): number | undefined;
  /** The n below which nothing can be as rare as the level. */
  fewest(alpha: number): number;
  /** How many (pairs, or runs on each side) a shift of this size needs; undefined where no spread is known. */
  needed(shift: number, alpha: number): number | undefined;
}

/** Larger is worse afterwards, whatever is better; never a negative zero. */
export function turn(value: number, { direction }: Pick<MetricDefinition, 'direction'>): number {
  return direction === 'higher-is-better' ? 0 - value : value;
}

/** Of a shift in logarithms; a change beyond what a number holds is as large as one can say. */
export function toRelative(shift: number): number {
  return Math.expm1(Math.min(shift, MAX_LOG));
}

const MAX_LOG = 700;

/** With which a claim about what would have been seen is made. */
const POWER = 0.9;

/** One difference for each block; at least one. */
export function weighPairs(differences: readonly number[]): Evidence {
  return {
    method: 'Hodges–Lehmann estimate and Wilcoxon signed-rank test of differences paired by block',
    get estimate() {
      return hodgesLehmann(differences, 0.5).estimate;
    },
    n: differences.length,
    interval: (level) => hodgesLehmann(differences, level).interval,
    above: (margin) => signedRankTest(differences.map((value) => value - margin)).greater,
    below: (margin) => signedRankTest(differences.map((value) => value - margin)).less,
    fewest: fewestPairs,
    ...planBySpread(differences.length, () => robustSpread(differences)),
  };
}

/** @param spread of what is tested, asked for only where it is needed */
function planBySpread(n: number, spread: () => number): Pick<Evidence, 'detectable' | 'needed'> {
  return {
    detectable: (alpha) => detectableShift(n, spread(), { alpha, power: POWER }),
    needed: (shift, alpha) => (shift <= 0 ? undefined : pairsFor(shift, spread(), { alpha, power: POWER })),
  };
}

/** Two independent samples of interchangeable values: of one run a side, or the medians of many runs. */
export function weighByRanks(baseline: readonly number[], candidate: readonly number[], what: string): Evidence {
  const moved = (margin: number) => candidate.map((value) => value - margin);
  const n = Math.min(baseline.length, candidate.length);
  return {
    method: `Hodges–Lehmann estimate and rank-sum test of ${what}`,
    get estimate() {
      return twoSampleShift(baseline, candidate, 0.5).estimate;
    },
    n,
    interval: (level) => twoSampleShift(baseline, candidate, level).interval,
    above: (margin) => rankSumTest(baseline, moved(margin)).greater,
    below: (margin) => rankSumTest(baseline, moved(margin)).less,
    fewest: findFewestEachSide,
    ...planBySpread(n, () => Math.SQRT2 * Math.max(robustSpread(baseline), robustSpread(candidate))),
  };
}

/** Of the 2n choose n ways to tell two samples of n apart, one is the rarest. */
function findFewestEachSide(alpha: number): number {
  let [n, ways] = [1, 2];
  for (; ways < 1 / alpha; n += 1) ways = (ways * 2 * (2 * n + 1)) / (n + 1);
  return n;
}

/** Means of few runs a side. Undefined below two a side. */
export function weighByWelch(baseline: readonly number[], candidate: readonly number[]): Evidence | undefined {
  if (Math.min(baseline.length, candidate.length) < 2) return undefined;
  const compared = welch(baseline, candidate, 0.95);
  const n = Math.min(baseline.length, candidate.length);
  const method = 'Welch’s t test of run medians';
  if (compared === undefined)
    return weighByT({ method, estimate: mean(candidate) - mean(baseline), standardError: 0, degreesOfFreedom: 1, n });
  const { estimate, interval, degreesOfFreedom } = compared;
  const standardError = (interval.high - estimate) / tUpperQuantile(0.025, degreesOfFreedom);
  return weighByT({ method, estimate, standardError, degreesOfFreedom, n });
}

interface TEstimate {
  readonly method: string;
  readonly estimate: number;
  /** 0 where nothing varies. */
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  readonly n: number;
}

/** An estimate with a standard error, as by Student's t. */
export function weighByT({ method, estimate, standardError, degreesOfFreedom, n }: TEstimate): Evidence {
  const quantile = (tail: number) => tUpperQuantile(tail, degreesOfFreedom);
  const upper = (distance: number) =>
    standardError === 0 ? decideCertainly(distance) : tUpperTail(distance / standardError, degreesOfFreedom);
  const reach = (alpha: number) => (quantile(alpha) + quantile(1 - POWER)) * standardError;
  return {
    method,
    estimate,
    n,
    interval: (level) => {
      const halfWidth = quantile((1 - level) / 2) * standardError;
      return { level, low: estimate - halfWidth, high: estimate + halfWidth };
    },
    above: (margin) => upper(estimate - margin),
    below: (margin) => upper(margin - estimate),
    fewest: () => 2,
    detectable: (alpha) => reach(alpha),
    needed: (shift, alpha) => (shift <= 0 ? undefined : Math.max(2, Math.ceil(n * (reach(alpha) / shift) ** 2))),
  };
}

/** Where nothing varies, what lies beyond the margin does so for certain. */
function decideCertainly(distance: number): number {
  return distance > 0 ? 0 : 1;
}
