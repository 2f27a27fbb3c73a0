/** Quantile of type 7, the usual one (R, NumPy): linear between order statistics. `sorted` ascends and is not empty. */
export function quantileOfAscending(sorted: readonly number[], probability: number): number {
  const position = (sorted.length - 1) * probability + 1;
  const below = Math.floor(position);
  const low = sorted[below - 1] ?? Number.NaN;
  return low + (position - below) * ((sorted[below] ?? low) - low);
}
