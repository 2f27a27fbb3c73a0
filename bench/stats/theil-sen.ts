/** The slope of a line through points with outliers: the median of the slopes of all pairs (Theil 1950; Sen 1968). */
import { median } from './describe.js';

export interface SlopeEstimate {
  readonly slope: number;
  /** Absent where n allows none at the level. */
  readonly interval?: { readonly low: number; readonly high: number; readonly level: number };
}

/** Points with the same x form no pair. Undefined when no two differ in x. */
export function theilSen(x: readonly number[], y: readonly number[], _level: number): SlopeEstimate | undefined {
  const slopes = x.flatMap((left, index) =>
    x.slice(index + 1).flatMap((right, offset) => {
      const rise = (y[index + 1 + offset] ?? Number.NaN) - (y[index] ?? Number.NaN);
      return right === left ? [] : [rise / (right - left)];
    }),
  );
  return slopes.length === 0 ? undefined : { slope: median(slopes) };
}
