/**
 * Wilcoxon's signed-rank statistic: exact up to 50 differences, by its normal approximation above.
 * F. Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1 (1945); M. Hollander, D. A. Wolfe,
 * E. Chicken, "Nonparametric Statistical Methods", 3rd ed. 2014, section 3.1.
 */
import { doubledMidRanks } from './mid-ranks.js';
import { normalUpperQuantile, normalUpperTail } from './normal.js';

/** Up to here counts stay below 2^53 and are exact. */
export const EXACT_LIMIT = 50;

/** How many of the 2^n choices of signs give each sum of the positive ranks; index = sum. Ranks are whole numbers. */
function sumCounts(ranks: readonly number[]): number[] {
  const counts = new Array<number>(ranks.reduce((sum, rank) => sum + rank, 0) + 1).fill(0);
  counts[0] = 1;
  for (const rank of ranks) {
    for (let sum = counts.length - 1; sum >= rank; sum -= 1) counts[sum] = (counts[sum] ?? 0) + (counts[sum - rank] ?? 0);
  }
  return counts;
}

/** 1, 2, …, n */
function wholeRanks(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

export interface LowerRank {
  /** Counted from 1 among the ascending Walsh averages; the interval runs from this one to its mirror image. */
  readonly rank: number;
  /** Achieved confidence of that interval. */
  readonly level: number;
}

/** Undefined where n is too small for the level: below 6 at 95 %. */
export function signedRankLowerRank(n: number, level: number): LowerRank | undefined {
  return n <= EXACT_LIMIT ? exactLowerRank(n, (1 - level) / 2) : approximateLowerRank(n, (1 - level) / 2);
}

function exactLowerRank(n: number, tail: number): LowerRank | undefined {
  let below = 0;
  for (const [sum, count] of sumCounts(wholeRanks(n)).entries()) {
    const upTo = below + count / 2 ** n;
    if (upTo > tail) return sum === 0 ? undefined : { rank: sum, level: 1 - 2 * below };
    below = upTo;
  }
  return undefined;
}

function approximateLowerRank(n: number, tail: number): LowerRank {
  const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
  const middle = (n * (n + 1)) / 4;
  const rank = Math.floor(middle - normalUpperQuantile(tail) * deviation + 0.5);
  return { rank, level: 1 - 2 * normalUpperTail((middle - rank + 0.5) / deviation) };
}

export interface SignedRankTest {
  /** Sum of the ranks of the positive differences, mid-ranks at ties; differences of zero are left out. */
  readonly statistic: number;
  /** Differences that are not zero. */
  readonly n: number;
  /** Probability of a sum at least this large when there is no effect. */
  readonly greater: number;
  readonly less: number;
  readonly twoSided: number;
}

/** Test of no effect; without a difference that is not zero all probabilities are 1. */
export function signedRankTest(differences: readonly number[]): SignedRankTest {
  const effective = differences.filter((difference) => difference !== 0);
  const doubled = doubledMidRanks(effective.map(Math.abs));
  const sum = doubled.reduce((total, rank, index) => total + ((effective[index] ?? 0) > 0 ? rank : 0), 0);
  const tails = effective.length <= EXACT_LIMIT ? exactTails(doubled, sum) : approximateTails(doubled, sum);
  return { statistic: sum / 2, n: effective.length, ...tails, twoSided: Math.min(1, 2 * Math.min(tails.greater, tails.less)) };
}

function exactTails(ranks: readonly number[], sum: number): { greater: number; less: number } {
  const total = 2 ** ranks.length;
  const counts = sumCounts(ranks);
  const probability = (part: number[]) => part.reduce((all, count) => all + count, 0) / total;
  return { greater: probability(counts.slice(sum)), less: probability(counts.slice(0, sum + 1)) };
}

/** Half a rank of continuity correction; the variance is that of the ranks at hand, which corrects for ties. */
function approximateTails(doubledRanks: readonly number[], doubledSum: number): { greater: number; less: number } {
  const deviation = Math.sqrt(doubledRanks.reduce((sum, rank) => sum + (rank / 2) ** 2, 0) / 4);
  const distance = doubledSum / 2 - doubledRanks.reduce((sum, rank) => sum + rank / 2, 0) / 2;
  return { greater: normalUpperTail((distance - 0.5) / deviation), less: normalUpperTail((-distance - 0.5) / deviation) };
}
