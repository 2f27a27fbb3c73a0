/** Which runs a chart shows singly, and how it stands for the rest: nothing is left out in silence. */
import type { TrendPoints } from '../../bench/contract/trend.js';

/** Newest runs of a series that have a mark of their own. */
export const SINGLE_MARKS = 250;
/** Marks that older runs share. */
const SHARED_MARKS = 100;

export interface MarkPlan {
  /** Runs for which each of the older marks stands; the oldest stands for the rest. 1 where every run has a mark. */
  readonly groupSize: number;
  /** Number of marks that stand for several runs. */
  readonly groups: number;
  /** First place (of a point) that has a mark of its own. */
  readonly singleFrom: number;
}

export interface Group {
  /** Places from the first up to, not including, the last. */
  readonly from: number;
  readonly to: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function planMarks(count: number): MarkPlan {
  const older = count - SINGLE_MARKS;
  if (older <= SHARED_MARKS) return { groupSize: 1, groups: 0, singleFrom: 0 };
  const groupSize = Math.ceil(older / SHARED_MARKS);
  return { groupSize, groups: Math.ceil(older / groupSize), singleFrom: older };
}

/** Where a place stands among the marks; inside a group in proportion. */
export function findPosition(place: number, { groupSize, groups, singleFrom }: MarkPlan): number {
  if (place >= singleFrom) return place - singleFrom + groups;
  return groups - (singleFrom - place) / groupSize + 0.5 / groupSize - 0.5;
}

/** Oldest first. */
export function groupPoints({ median: values }: TrendPoints, { groupSize, groups, singleFrom }: MarkPlan): Group[] {
  return Array.from({ length: groups }, (_, index) => {
    const from = Math.max(0, singleFrom - (groups - index) * groupSize);
    const to = singleFrom - (groups - index - 1) * groupSize;
    const sorted = new Float64Array(values.slice(from, to)).sort();
    const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
    const median = sorted.length % 2 === 1 ? middle : (middle + (sorted[sorted.length / 2 - 1] ?? middle)) / 2;
    return { from, to, median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
  });
}
