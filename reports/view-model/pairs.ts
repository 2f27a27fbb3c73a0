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

/** How many pairs point the way that all of them together do. */
export interface Seen {
  readonly pairs: number;
  readonly agreeing: number;
  /** All of them, by more than the noise floor altogether. */
  readonly isUnanimous: boolean;
  /** Altogether within the noise floor. */
  readonly isSmall: boolean;
}

/** Undefined where a side has no points, no block has both, or there is no ratio. */
export function countSeen({ comparison: { ratio, margins, n }, baseline, candidate }: Judged): Seen | undefined {
  if (baseline === undefined || candidate === undefined || ratio === undefined) return undefined;
  const values = new Map(countedPoints(baseline).map(({ block, value }) => [block, value]));
  const differences = countedPoints(candidate).flatMap(({ block, value }) => {
    const other = values.get(block);
    return other === undefined ? [] : [value - other];
  });
  if (differences.length === 0) return undefined;
  const shift = ratio.estimate - 1;
  const agreeing = differences.filter((difference) => difference * shift > 0).length;
  const isSmall = Math.abs(shift) <= (margins?.noiseFloor ?? 0);
  return { pairs: differences.length, agreeing, isSmall, isUnanimous: !isSmall && agreeing === n };
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
