/**
 * The split of a series at which the ranks before and after differ most: the maximally selected rank statistic (A. N. Pettitt, Applied
 * Statistics 28 (1979), here standardised at every split, as in J. J. Miller, D. Siegmund, Biometrics 38 (1982)).
 */

interface Split {
  /** Index of the first value after the split. */
  readonly index: number;
  /** Distance of the rank sum from its mean, over √(k (n − k)): comparable within one series only. */
  readonly statistic: number;
}

/** `ranks`: of the whole series, in the order of time. Undefined below two segments of the shortest length. */
export function maxRankSplit(ranks: ArrayLike<number>, shortest: number): Split | undefined {
  const n = ranks.length;
  let total = 0;
  for (let index = 0; index < n; index += 1) total += ranks[index] ?? 0;
  const middle = total / n;
  const spreads = spreadsOf(n);
  let [best, statistic, sum] = [-1, -1, 0];
  for (let index = 1; index <= n - shortest; index += 1) {
    sum += (ranks[index - 1] ?? 0) - middle;
    if (index < shortest) continue;
    const found = Math.abs(sum) / (spreads[index] ?? 1);
    if (found > statistic) [best, statistic] = [index, found];
  }
  return best < 0 ? undefined : { index: best, statistic };
}

let spreads = new Float64Array();

/** √(k (n − k)) of each k. Kept for the next call, which is of as many values while their order is permuted. */
function spreadsOf(n: number): Float64Array {
  if (spreads.length !== n) spreads = new Float64Array(n).map((_, index) => Math.sqrt(index * (n - index)));
  return spreads;
}
