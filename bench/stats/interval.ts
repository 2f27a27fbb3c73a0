/** An interval with the confidence that it really has. */

export interface Interval {
  /** Achieved confidence, at least what was asked for: ranks are whole numbers, so it is seldom met exactly. */
  readonly level: number;
  readonly low: number;
  readonly high: number;
}
