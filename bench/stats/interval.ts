/** An interval with the confidence that it really has. */

export interface Interval {
  /** Achieved confidence, at least what was asked for: ranks are whole numbers, so it is seldom met exactly. */
  readonly level: number;
  readonly low: number;
  readonly high: number;
}

/** Where an interval between order statistics begins. */
export interface LowerRank {
  /** Counted from 1; the interval runs from this one to its mirror image. */
  readonly rank: number;
  /** Achieved confidence of that interval. */
  readonly level: number;
}
