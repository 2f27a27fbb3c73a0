/**
 * Is the newest run out of line with the runs before it? A t prediction limit of log-medians, past runs winsorised so that a bad one widens it
 * little. One run that exceeds it is a flag only: it counts once a further run of the same revision exceeds it too.
 */

import { standardDeviation } from '../stats/describe.js';
import { predict } from '../stats/prediction.js';
import { winsorize } from '../stats/winsorize.js';
import { type Evidence, weighByT } from './evidence.js';

/** Past runs below which nothing is said. */
export const MIN_RUNS = 5;
/** Past runs beyond which older ones say little of today. */
export const MAX_RUNS = 20;
/** One-sided, of a flag by one run; what is reproduced is then judged at the policy's own alpha. */
export const FLAG_ALPHA = 0.05;
/** Relative change of a newest run below which nothing is claimed, whatever the limit. */
export const MIN_EFFECT = 0.03;

const WINSOR = { most: 3, floor: 0.005 };

interface Predicted {
  readonly evidence: Evidence;
  /** Between past runs, winsorised. */
  readonly deviation: number;
  /** There are several newest runs, and each of them by itself is out of line, all on the same side. */
  readonly isReproduced: boolean;
}

/** Both turned so that larger is worse; `past` newest last. Where there are fewer than two past runs, nothing is out of line. */
export function weighNewest(past: readonly number[], newest: readonly number[]): Predicted {
  const known = winsorize(past.length === 0 ? [0] : past.slice(-MAX_RUNS), WINSOR);
  const deviation = standardDeviation(known) ?? 0;
  const one = predict(known);
  const many = predict(known, newest.length);
  const evidenceOf = (values: readonly number[], standardError: number) =>
    weighByT({
      method: `Student’s t prediction interval of ${known.length} past run medians, winsorised`,
      estimate: values.reduce((sum, value) => sum + value, 0) / values.length - many.center,
      standardError: known.length < 2 ? Number.MAX_VALUE : standardError,
      degreesOfFreedom: Math.max(1, known.length - 1),
      n: known.length,
    });
  const singly = newest.map((value) => evidenceOf([value], one.standardError));
  const isReproduced =
    newest.length > 1 &&
    (singly.every((each) => each.above(0) <= FLAG_ALPHA) || singly.every((each) => each.below(0) <= FLAG_ALPHA));
  return { evidence: evidenceOf(newest, many.standardError), deviation, isReproduced };
}
