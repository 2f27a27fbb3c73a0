/** Many small steps that no single comparison sees: the newest runs against the last accepted level and against the best level ever held. */
import type { HistorySeries } from '../contract/history.js';
import { mean, median, medianAbsoluteDeviation, NORMAL_MAD } from '../stats/describe.js';
import { mannKendall, type Trend } from '../stats/mann-kendall.js';
import { normalUpperQuantile } from '../stats/normal.js';
import { tUpperQuantile } from '../stats/student-t.js';
import { type Slope, theilSen } from '../stats/theil-sen.js';

import type { HistoryPoint } from './changes.js';

/** Runs of a sustained level. */
const WINDOW = 5;
const ALPHA = 0.01;
/** Trend is told of the newest runs only: its tests compare every pair. */
const MAX_TREND_RUNS = 200;

interface Reference {
  readonly runId: string;
  readonly median: number;
  /** For the worse: newest ÷ reference − 1, turned where higher is better. */
  readonly increase: number;
}

export interface Creep {
  /** Median of the newest five runs, in the unit. */
  readonly newest: number;
  /** Absent without an accepted run. */
  readonly accepted?: Reference;
  readonly best: Reference;
  /** What an increase has to exceed: the target, or what chance makes of the best of so many windows. */
  readonly margin: number;
  readonly isCreeping: boolean;
  /** Of the newest runs, per run, relative: for the reader only. */
  readonly slope?: Slope;
  readonly trend: Trend;
}

interface CreepSettings {
  readonly direction: HistorySeries['direction'];
  /** Relative. */
  readonly target: number;
}

/** Undefined below two windows of runs, with a value that is not positive, or where neither direction is better. Points in the order of time. */
export function findCreep(points: readonly HistoryPoint[], { direction, target }: CreepSettings): Creep | undefined {
  if (points.length < 2 * WINDOW || direction === 'neutral' || points.some((point) => point.median <= 0)) return undefined;
  const turn = direction === 'higher-is-better' ? -1 : 1;
  const logs = points.map((point) => turn * Math.log(point.median));
  const rolling = logs.slice(WINDOW - 1).map((_, start) => median(logs.slice(start, start + WINDOW)));
  const newest = rolling.at(-1) ?? 0;
  const older = rolling.slice(0, -WINDOW);
  const bestAt = older.reduce((least, value, at) => (value < (older[least] ?? value) ? at : least), 0);
  const acceptedAt = points.findLastIndex(({ isAccepted }) => isAccepted);
  const reference = (at: number, log: number): Reference => ({
    runId: points[at]?.runId ?? '',
    median: Math.exp(turn * log),
    increase: Math.expm1(newest - log),
  });
  const margin = Math.max(Math.log1p(target), computeChanceMargin(logs));
  const best = reference(bestAt + WINDOW - 1, older[bestAt] ?? newest);
  const accepted = acceptedAt < 0 ? undefined : reference(acceptedAt, logs[acceptedAt] ?? newest);
  const recent = logs.slice(-MAX_TREND_RUNS);
  const slope = theilSen([...recent.keys()], recent, 0.95);
  return {
    newest: Math.exp(turn * newest),
    ...(accepted && { accepted }),
    best,
    margin: Math.expm1(margin),
    isCreeping: [best, ...(accepted ? [accepted] : [])].some(({ increase }) => Math.log1p(increase) > margin),
    ...(slope && { slope }),
    trend: mannKendall(recent),
  };
}

/**
 * How far the newest of so many medians of five may lie above the least of them by chance: the larger of what steps between neighbours say of
 * independent values, and of what steps between windows that share no run say of values that are alike or have two levels. A slow change
 * hardly touches steps.
 */
function computeChanceMargin(logs: readonly number[]): number {
  const windows = Math.floor(logs.length / WINDOW);
  const tail = ALPHA / windows;
  const single = (NORMAL_MAD * medianAbsoluteDeviation(findSteps(logs))) / Math.SQRT2;
  const medians = Array.from({ length: windows }, (_, place) => median(logs.slice(place * WINDOW, (place + 1) * WINDOW)));
  const between = Math.sqrt(mean(findSteps(medians).map((step) => step * step)) / 2);
  const independent = (normalUpperQuantile(tail) * MEDIAN_COST * single) / Math.sqrt(WINDOW);
  return Math.SQRT2 * Math.max(independent, tUpperQuantile(tail, windows - 1) * between);
}

/** Standard error of a median over that of a mean, for normal values: √(π/2). */
const MEDIAN_COST = Math.sqrt(Math.PI / 2);

function findSteps(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - (values[index] ?? value));
}
