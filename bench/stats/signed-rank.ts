/**
 * Wilcoxon's signed-rank statistic: exact up to 50 differences, by its normal approximation above.
 * F. Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1 (1945); M. Hollander, D. A. Wolfe,
 * E. Chicken, "Nonparametric Statistical Methods", 3rd ed. 2014, section 3.1.
 */
import type { LowerRank } from './interval.js';
import { doubledMidRanks } from './mid-ranks.js';
import { normalUpperQuantile, normalUpperTail } from './normal.js';

/** Up to here counts stay below 2^53 and are exact. */
const EXACT_LIMIT = 50;

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

/** Among the ascending Walsh averages. Undefined where n is too small for the level: below 6 at 95 %. */
export function signedRankLowerRank(n: number, level: number): LowerRank | undefined {
  return n <= EXACT_LIMIT ? exactLowerRank(n, (1 - level) / 2) : approximateLowerRank(n, (1 - level) / 2);
}

function exactLowerRank(n: number, tail: number): LowerRank | undefined {
  let below = 0;
  for (const [sum, upTo] of cumulateSignedRank(n).entries()) {
    if (upTo > tail) return sum === 0 ? undefined : { rank: sum, level: 1 - 2 * below };
    below = upTo;
  }
  return undefined;
}

/** n → P(sum ≤ index) without ties: the same for every sample of that size, and asked for often. */
const CUMULATIVE = new Map<number, Float64Array>();

function cumulateSignedRank(n: number): Float64Array {
  const known = CUMULATIVE.get(n);
  if (known) return known;
  let upTo = 0;
  const table = Float64Array.from(sumCounts(wholeRanks(n)), (count) => {
    upTo += count / 2 ** n;
    return upTo;
  });
  CUMULATIVE.set(n, table);
  return table;
}

function approximateLowerRank(n: number, tail: number): LowerRank {
  const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
  const middle = (n * (n + 1)) / 4;
  const rank = Math.floor(middle - normalUpperQuantile(tail) * deviation + 0.5);
  return { rank, level: 1 - 2 * normalUpperTail((middle - rank + 0.5) / deviation) };
}

interface SignedRankTest {
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
  const untied = effective.length <= EXACT_LIMIT ? untiedSum(effective) : undefined;
  if (untied !== undefined) return untiedTest(untied, effective.length);
  const doubled = doubledMidRanks(effective.map(Math.abs));
  const sum = doubled.reduce((total, rank, index) => total + ((effective[index] ?? 0) > 0 ? rank : 0), 0);
  const tails = effective.length <= EXACT_LIMIT ? exactTails(doubled, sum) : approximateTails(doubled, sum);
  return { statistic: sum / 2, n: effective.length, ...tails, twoSided: Math.min(1, 2 * Math.min(tails.greater, tails.less)) };
}

/** Undefined where two differences are of the same size. */
function untiedSum(differences: readonly number[]): number | undefined {
  const ordered = orderBySize(differences);
  let [sum, last] = [0, 0];
  for (let index = 0; index < ordered.length; index += 1) {
    const difference = ordered[index] ?? 0;
    const size = Math.abs(difference);
    if (size === last) return undefined;
    last = size;
    if (difference > 0) sum += index + 1;
  }
  return sum;
}

/** By insertion: of the few that are counted exactly, simulations ask a million times. */
function orderBySize(differences: readonly number[]): Float64Array {
  const ordered = new Float64Array(differences.length);
  for (let index = 0; index < differences.length; index += 1) {
    const difference = differences[index] ?? 0;
    let place = index;
    for (; place > 0 && Math.abs(ordered[place - 1] ?? 0) > Math.abs(difference); place -= 1)
      ordered[place] = ordered[place - 1] ?? 0;
    ordered[place] = difference;
  }
  return ordered;
}

function untiedTest(sum: number, n: number): SignedRankTest {
  const cumulative = cumulateSignedRank(n);
  const mirrored = (n * (n + 1)) / 2 - sum;
  const [less, greater] = [cumulative[sum] ?? 1, cumulative[mirrored] ?? 1];
  return { statistic: sum, n, greater, less, twoSided: Math.min(1, 2 * Math.min(greater, less)) };
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
