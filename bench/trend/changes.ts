/**
 * When did the level of a history change? Confirmed changes by a calibrated test that needs five runs a side, and an early warning, for the
 * reader only, once three newest runs stand apart.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { HistorySeries } from '../contract/history.js';
import { changePoints, firstChange } from '../stats/change-points.js';
import { median } from '../stats/describe.js';
import type { Interval } from '../stats/interval.js';
import { twoSampleShift } from '../stats/two-sample-shift.js';

/** One run of a series. */
export interface HistoryPoint {
  readonly runId: string;
  readonly startedAt: string;
  readonly revision: string;
  /** In the unit. */
  readonly median: number;
  readonly isAccepted: boolean;
}

/** Chance of a false change, for each stretch of runs that is tested. */
const CHANGE_ALPHA = 0.01;
const EARLY_ALPHA = 0.05;
const MIN_EACH_SIDE = 5;
const EARLY_RUNS = 3;
const PERMUTATIONS = 499;
/** Runs beyond which a change that matters is so plain that fewer permutations tell it as well. */
const MANY_RUNS = 1000;
const FEWER_PERMUTATIONS = 199;
/** Relative change below which a change of level is not told. */
const MIN_MAGNITUDE = 0.03;
const LEVEL = 0.95;
/** Runs on each side of a change that its size is estimated from: those next to it. */
const MAX_EACH_SIDE = 50;

export interface LevelChange {
  /** Of the first point of the new level. */
  readonly index: number;
  readonly runId: string;
  readonly revision: string;
  readonly startedAt: string;
  /** Medians of the runs before and after, in the unit, up to the neighbouring changes. */
  readonly before: number;
  readonly after: number;
  /** After ÷ before − 1: Hodges–Lehmann estimate; after − before in the unit where a value is not positive. */
  readonly change: number;
  /** On the scale of `change`. */
  readonly interval?: Interval;
  readonly isRelative: boolean;
  readonly status: 'better' | 'worse' | 'neutral';
  /** `early`: three or four runs so far, advisory. */
  readonly tier: 'confirmed' | 'early';
  /** Share of random orders of the runs with a split as good. */
  readonly pValue: number;
}

interface ChangeSettings {
  readonly direction: HistorySeries['direction'];
  readonly seed: number;
}

/** Points in the order of time. The same for the same seed. */
export function detectChanges(points: readonly HistoryPoint[], { direction, seed }: ChangeSettings): LevelChange[] {
  const isRelative = points.every((point) => point.median > 0);
  const values = points.map((point) => (isRelative ? Math.log(point.median) : point.median));
  const randomBelow = makeRandomBelow(seed);
  const permutations = points.length > MANY_RUNS ? FEWER_PERMUTATIONS : PERMUTATIONS;
  const options = { alpha: CHANGE_ALPHA, shortest: MIN_EACH_SIDE, permutations, randomBelow };
  const confirmed = dropSmall(changePoints(values, options), values, isRelative).map((found) => ({
    ...found,
    tier: 'confirmed' as const,
  }));
  const from = confirmed.at(-1)?.index ?? 0;
  const early = findEarlyChange(values.slice(from), isRelative, randomBelow);
  const all = [...confirmed, ...(early ? [{ ...early, index: from + early.index, tier: 'early' as const }] : [])];
  return all.flatMap((found, place) => {
    const [previous, next] = [all[place - 1]?.index ?? 0, all[place + 1]?.index ?? points.length];
    const point = points[found.index];
    return point ? [describe({ ...found, point, isRelative, direction }, values, previous, next)] : [];
  });
}

/** The remainder of 32 random bits is even enough for any history. */
function makeRandomBelow(seed: number): (n: number) => number {
  const generator = xoroshiro128plus(seed);
  return (n) => Math.floor(((generator.next() >>> 0) / 2 ** 32) * n);
}

interface Found {
  readonly index: number;
  readonly pValue: number;
}

/** Leaves out the smallest change while it is too small, and looks at its neighbours' sizes anew. */
function dropSmall(changes: readonly Found[], values: readonly number[], isRelative: boolean): readonly Found[] {
  if (!isRelative || changes.length === 0) return changes;
  const sizes = changes.map(({ index }, place) => {
    const [previous, next] = [changes[place - 1]?.index ?? 0, changes[place + 1]?.index ?? values.length];
    return Math.abs(median(values.slice(index, next)) - median(values.slice(previous, index)));
  });
  const smallest = Math.min(...sizes);
  if (smallest >= Math.log1p(MIN_MAGNITUDE)) return changes;
  return dropSmall(changes.toSpliced(sizes.indexOf(smallest), 1), values, isRelative);
}

/** A split of the last stretch that leaves three or four newest runs. */
function findEarlyChange(values: readonly number[], isRelative: boolean, randomBelow: (n: number) => number): Found | undefined {
  const recent = values.slice(-MAX_EACH_SIDE);
  const offset = values.length - recent.length;
  const [shortest, earliest] = [EARLY_RUNS, recent.length - MIN_EACH_SIDE + 1];
  const found = firstChange(recent, { alpha: EARLY_ALPHA, shortest, earliest, permutations: PERMUTATIONS, randomBelow });
  if (!found) return undefined;
  const size = Math.abs(median(recent.slice(found.index)) - median(recent.slice(0, found.index)));
  return isRelative && size < Math.log1p(MIN_MAGNITUDE) ? undefined : { ...found, index: offset + found.index };
}

interface Described extends Found {
  readonly tier: LevelChange['tier'];
  readonly point: HistoryPoint;
  readonly isRelative: boolean;
  readonly direction: HistorySeries['direction'];
}

function describe(found: Described, values: readonly number[], previous: number, next: number): LevelChange {
  const { index, pValue, tier, point, isRelative, direction } = found;
  const plain = (value: number) => (isRelative ? Math.exp(value) : value);
  const relative = (value: number) => (isRelative ? Math.expm1(value) : value);
  const before = values.slice(Math.max(previous, index - MAX_EACH_SIDE), index);
  const after = values.slice(index, Math.min(next, index + MAX_EACH_SIDE));
  const { estimate, interval } = twoSampleShift(before, after, LEVEL);
  const { runId, revision, startedAt } = point;
  const isWorse = estimate > 0 === (direction === 'lower-is-better');
  return {
    index,
    runId,
    revision,
    startedAt,
    before: plain(median(before)),
    after: plain(median(after)),
    change: relative(estimate),
    ...(interval && { interval: { level: interval.level, low: relative(interval.low), high: relative(interval.high) } }),
    isRelative,
    status: direction === 'neutral' ? 'neutral' : isWorse ? 'worse' : 'better',
    tier,
    pValue,
  };
}
