/** The pairs behind a comparison, counted from the points of both sides. */
import type { Comparison, MetricDefinition, Series } from '../../bench/contract/document.js';

/** A comparison and what its words need besides. */
export interface Judged {
  readonly comparison: Comparison;
  readonly metric: MetricDefinition | undefined;
  /** Of both sides; without them no pairs are counted. */
  readonly baseline?: Series | undefined;
  readonly candidate?: Series | undefined;
}

export interface PairCount {
  readonly pairs: number;
  /** In which the candidate's value is the larger one. */
  readonly more: number;
  readonly less: number;
}

/** Undefined where a side has no points, or no block has both. */
export function countPairs(baseline: Series | undefined, candidate: Series | undefined): PairCount | undefined {
  if (baseline === undefined || candidate === undefined) return undefined;
  const values = new Map(countedPoints(baseline).map(({ block, value }) => [block, value]));
  const differences = countedPoints(candidate).flatMap(({ block, value }) => {
    const other = values.get(block);
    return other === undefined ? [] : [value - other];
  });
  if (differences.length === 0) return undefined;
  return {
    pairs: differences.length,
    more: differences.filter((difference) => difference > 0).length,
    less: differences.filter((difference) => difference < 0).length,
  };
}

function countedPoints({ points }: Series): Series['points'] {
  return points.filter(({ contaminated }) => contaminated !== true);
}

/** Whether the medians of both sides are in the opposite order of what the pairs show. */
export function disagreesWithMedians({ comparison, baseline, candidate }: Judged): boolean {
  const { ratio } = comparison;
  if (ratio === undefined || baseline === undefined || candidate === undefined) return false;
  return (candidate.summary.median - baseline.summary.median) * (ratio.estimate - 1) < 0;
}
