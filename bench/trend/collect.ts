/** Rows of a history, one after the other, into columns: ten thousand runs fit where their entries would not. */

import { areComparable, type Conditions, makeConditions } from '../comparison/conditions.js';
import { formatCellId } from '../comparison/figures.js';
import type { HistoryEntry, HistorySeries } from '../contract/history.js';
import type { HistoryRow, HistoryShape } from '../contract/history-row.js';
import type { TrendPoints, TrendRun } from '../contract/trend.js';
import { Column } from './column.js';
import { RunOrder } from './run-order.js';

/** One metric of one environment, of the runs under the same conditions as the newest one that has it. */
export interface CollectedTrack {
  readonly id: string;
  /** Of the newest run. */
  readonly series: HistorySeries;
  readonly environment: HistoryEntry['environments'][number] | undefined;
  readonly points: TrendPoints;
  readonly otherConditions: number;
  /** A comparable run called it primary, if not the newest. */
  readonly wasPrimary: boolean;
}

export interface Collected {
  /** Oldest first. */
  readonly runs: readonly TrendRun[];
  readonly tracks: readonly CollectedTrack[];
}

/** Its points are those of the rows so far, the newest first. */
interface Track extends Omit<CollectedTrack, 'points'> {
  readonly conditions: Conditions;
  /** Counts from the newest run of all. */
  readonly run: Column;
  readonly median: Column;
  /** Of the newest points only, as many as are kept. */
  readonly low: (number | null)[];
  readonly high: (number | null)[];
  readonly contaminated: number[];
  otherConditions: number;
  wasPrimary: boolean;
}

/** Where the figures of a series go. */
interface Target {
  readonly track: Track;
  readonly hasSameConditions: boolean;
}

interface CollectOptions {
  /** All when absent. */
  readonly isWanted?: (series: HistorySeries) => boolean;
  /** Of so many newest points of each track the intervals are kept, of the others they are null; of all when absent. */
  readonly intervals?: number;
}

/** Takes rows newest first, as the folder of a history gives them. */
export class TrendCollector {
  readonly #isWanted: (series: HistorySeries) => boolean;
  readonly #intervals: number;
  readonly #runs: TrendRun[] = [];
  readonly #knownRuns = new Set<string>();
  readonly #tracks = new Map<string, Track>();
  /** Of the rows before: most have the same. */
  #shape: HistoryShape | undefined;
  #targets: readonly (Target | undefined)[] = [];

  constructor({ isWanted = () => true, intervals = Number.POSITIVE_INFINITY }: CollectOptions = {}) {
    this.#isWanted = isWanted;
    this.#intervals = intervals;
  }

  /** A run that is there already is left out. */
  add(row: HistoryRow): void {
    if (this.#knownRuns.has(row.runId)) return;
    this.#knownRuns.add(row.runId);
    const run = this.#runs.push(makeTrendRun(row)) - 1;
    if (row.shape !== this.#shape) {
      this.#shape = row.shape;
      this.#targets = this.#targetsOf(row.shape);
    }
    for (let place = 0; place < this.#targets.length; place += 1) {
      const target = this.#targets[place];
      if (target?.hasSameConditions === true) this.#addPoint(target.track, run, row, place);
      else if (target !== undefined) target.track.otherConditions += 1;
    }
  }

  #addPoint(track: Track, run: number, { medians, lows, highs, contaminated }: HistoryRow, place: number): void {
    if (contaminated.includes(place)) track.contaminated.push(track.run.length);
    if (track.run.length < this.#intervals) {
      track.low.push(lows[place] ?? null);
      track.high.push(highs[place] ?? null);
    }
    track.run.push(run);
    track.median.push(medians[place] ?? 0);
  }

  /** Whether a track lacks points with intervals, so that the next row's are of use. */
  get wantsIntervals(): boolean {
    if (this.#runs.length < this.#intervals) return true;
    for (const { run } of this.#tracks.values()) if (run.length < this.#intervals) return true;
    return false;
  }

  /** Whether each series that is known has so many points: older runs would add nothing to what is judged by them. */
  isFull(points: number): boolean {
    return this.#tracks.size > 0 && [...this.#tracks.values()].every(({ run }) => run.length >= points);
  }

  finish(): Collected {
    const order = new RunOrder(this.#runs);
    const tracks = [...this.#tracks.values()].map(({ id, series, environment, otherConditions, wasPrimary, ...columns }) => {
      return { id, series, environment, otherConditions, wasPrimary, points: collectPoints(columns, order) };
    });
    return { runs: order.sorted, tracks };
  }

  #targetsOf(shape: HistoryShape): (Target | undefined)[] {
    const conditionsOf = makeConditions(shape);
    return shape.series.map((series) => {
      if (!this.#isWanted(series)) return undefined;
      const conditions = conditionsOf(series);
      const track = this.#trackOf(shape, series, conditions);
      const hasSameConditions = areComparable(track.conditions, conditions);
      if (hasSameConditions && series.primary === true) track.wasPrimary = true;
      return { track, hasSameConditions };
    });
  }

  #trackOf({ environments }: HistoryShape, series: HistorySeries, conditions: Conditions): Track {
    const id = formatCellId(series.metricId, series.environmentId, series.workloadId);
    const known = this.#tracks.get(id);
    if (known !== undefined) return known;
    const environment = environments.find((one) => one.id === series.environmentId);
    const columns = { run: new Column(), median: new Column(), low: [], high: [], contaminated: [] };
    const track = { id, series, environment, conditions, ...columns, otherConditions: 0, wasPrimary: false };
    this.#tracks.set(id, track);
    return track;
  }
}

function makeTrendRun({ runId, startedAt, revision, flags }: HistoryRow): TrendRun {
  return {
    id: runId,
    startedAt,
    revision,
    ...(flags.verdict !== undefined && { verdict: flags.verdict }),
    ...(flags.accepted === true && { accepted: true }),
    ...(flags.acceptedReason !== undefined && { acceptedReason: flags.acceptedReason }),
  };
}

type TrackColumns = Pick<Track, 'run' | 'median' | 'low' | 'high' | 'contaminated'>;

function collectPoints({ run, median, low, high, contaminated }: TrackColumns, runs: RunOrder): TrendPoints {
  const order = runs.orderOf(run);
  const places = new Set(contaminated);
  return {
    run: runs.placesOf(run, order),
    median: order.map((point) => median.at(point)),
    low: findEnds(low, order),
    high: findEnds(high, order),
    contaminated: places.size === 0 ? [] : order.flatMap((point, place) => (places.has(point) ? [place] : [])),
  };
}

/** Where only the newest points' are kept, the others are holes, which take no memory; JSON has null for them too. */
function findEnds(kept: readonly (number | null)[], order: readonly number[]): (number | null)[] {
  if (kept.length === order.length) return order.map((point) => kept[point] ?? null);
  const ends: (number | null)[] = [];
  for (let place = order.length - 1; place >= 0; place -= 1) {
    const end = kept[order[place] ?? -1];
    if (end !== undefined) ends[place] = end;
  }
  return ends;
}
