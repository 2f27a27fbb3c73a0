/**
 * The rank-sum statistic of two independent samples (Wilcoxon 1945; H. B. Mann, D. R. Whitney, Annals of Mathematical Statistics 18 (1947)):
 * exact for small samples, ties included, by its normal approximation above.
 */
import type { LowerRank } from './interval.js';
import { doubledMidRanks } from './mid-ranks.js';
import { normalUpperQuantile, normalUpperTail } from './normal.js';

/** Exact where the product of the sizes is at most this (50 against 50). */
const EXACT_PRODUCT = 2500;

/** How many choices of `size` of the ranks have each sum, as shares of all choices; index = sum. Ranks are whole numbers. */
function sumShares(ranks: readonly number[], size: number): Float64Array {
  const most = [...ranks]
    .sort((a, b) => b - a)
    .slice(0, size)
    .reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(most + 1));
  const first = ways[0];
  if (first) first[0] = 1;
  for (const [index, rank] of ranks.entries()) {
    for (let taken = Math.min(size, index + 1); taken > 0; taken -= 1) addShifted(ways[taken], ways[taken - 1], rank);
  }
  const last = ways[size] ?? new Float64Array(1);
  const total = last.reduce((sum, count) => sum + count, 0);
  return last.map((count) => count / total);
}

function addShifted(target: Float64Array | undefined, source: Float64Array | undefined, shift: number): void {
  if (target === undefined || source === undefined) return;
  for (let sum = target.length - 1; sum >= shift; sum -= 1) target[sum] = (target[sum] ?? 0) + (source[sum - shift] ?? 0);
}

interface RankSumTest {
  /** Pairs in which the second sample's value is the larger one; ties count one half. */
  readonly statistic: number;
  /** Probability of a statistic at least this large when there is no effect. */
  readonly greater: number;
  readonly less: number;
  readonly twoSided: number;
}

/** Both samples non-empty and finite; their order is irrelevant. */
export function rankSumTest(first: readonly number[], second: readonly number[]): RankSumTest {
  const doubled = doubledMidRanks([...first, ...second]);
  const own = doubled.slice(first.length).reduce((sum, rank) => sum + rank, 0);
  const isExact = first.length * second.length <= EXACT_PRODUCT;
  const tails = isExact ? exactTails(doubled, second.length, own) : approximateTails(doubled, second.length, own);
  const statistic = own / 2 - (second.length * (second.length + 1)) / 2;
  return { statistic, ...tails, twoSided: Math.min(1, 2 * Math.min(tails.greater, tails.less)) };
}

function exactTails(ranks: readonly number[], size: number, sum: number): { greater: number; less: number } {
  const shares = sumShares(ranks, size);
  const total = (part: Float64Array) =>
    Math.min(
      1,
      part.reduce((all, share) => all + share, 0),
    );
  return { greater: total(shares.subarray(sum)), less: total(shares.subarray(0, sum + 1)) };
}

/** Half a step of continuity correction; the variance is that of the ranks at hand, which corrects for ties. */
function approximateTails(doubled: readonly number[], size: number, doubledSum: number): { greater: number; less: number } {
  const count = doubled.length;
  const middle = doubled.reduce((sum, rank) => sum + rank, 0) / 2 / count;
  const spread = doubled.reduce((sum, rank) => sum + (rank / 2 - middle) ** 2, 0) / (count - 1);
  const deviation = Math.sqrt((spread * size * (count - size)) / count);
  if (deviation === 0) return { greater: 1, less: 1 };
  const distance = doubledSum / 2 - size * middle;
  return { greater: normalUpperTail((distance - 0.5) / deviation), less: normalUpperTail((-distance - 0.5) / deviation) };
}

/** Among the ascending differences. Undefined where the samples are too small for the level: below 4 against 4 at 95 %. */
export function rankSumLowerRank(firstSize: number, secondSize: number, level: number): LowerRank | undefined {
  const tail = (1 - level) / 2;
  return firstSize * secondSize <= EXACT_PRODUCT
    ? exactLowerRank(firstSize, secondSize, tail)
    : approximateLowerRank(firstSize, secondSize, tail);
}

/** Sizes → shares of each number of won pairs without ties: the same for all samples of these sizes, and asked for often. */
const UNTIED = new Map<string, Float64Array>();

function untiedShares(firstSize: number, secondSize: number): Float64Array {
  const key = `${firstSize} ${secondSize}`;
  const known = UNTIED.get(key);
  if (known) return known;
  const ranks = Array.from({ length: firstSize + secondSize }, (_, index) => index + 1);
  const shares = sumShares(ranks, secondSize).subarray((secondSize * (secondSize + 1)) / 2);
  UNTIED.set(key, shares);
  return shares;
}

function exactLowerRank(firstSize: number, secondSize: number, tail: number): LowerRank | undefined {
  let below = 0;
  for (const [rank, share] of untiedShares(firstSize, secondSize).entries()) {
    if (below + share > tail) return rank === 0 ? undefined : { rank, level: 1 - 2 * below };
    below += share;
  }
  return undefined;
}

function approximateLowerRank(firstSize: number, secondSize: number, tail: number): LowerRank {
  const product = firstSize * secondSize;
  const deviation = Math.sqrt((product * (firstSize + secondSize + 1)) / 12);
  const rank = Math.max(1, Math.floor(product / 2 - normalUpperQuantile(tail) * deviation + 0.5));
  return { rank, level: 1 - 2 * normalUpperTail((product / 2 - rank + 0.5) / deviation) };
}
