/** Rows of a history, one after the other, into columns: ten thousand runs fit where their entries would not. */
import type { HistoryEntry, HistorySeries } from '../../contract/history.js';
import type { HistoryRow, HistoryShape } from '../../contract/history-row.js';
import type { TrendPoints, TrendRun } from '../../contract/trend.js';
import { idOf } from '../gate/figures.js';
import { conditionsIn } from '../gate/history-points.js';

/** One metric of one environment, of the runs under the same conditions as the newest one that has it. */
export interface CollectedTrack {
  readonly id: string;
  /** Of the newest run. */
  readonly series: HistorySeries;
  readonly environment: HistoryEntry['environments'][number] | undefined;
  /** `run` counts from the newest run of all, and places descend in time, until `finish` turns both. */
  readonly points: TrendPoints;
  readonly otherConditions: number;
}

export interface Collected {
  /** Oldest first. */
  readonly runs: readonly TrendRun[];
  readonly tracks: readonly CollectedTrack[];
}

interface Track extends CollectedTrack {
  readonly conditions: string;
  otherConditions: number;
}

/** Where the figures of a series go. */
interface Column {
  readonly track: Track;
  readonly hasSameConditions: boolean;
}

export interface CollectOptions {
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
  #columns: readonly (Column | undefined)[] = [];

  constructor({ isWanted = () => true, intervals = Number.POSITIVE_INFINITY }: CollectOptions = {}) {
    this.#isWanted = isWanted;
    this.#intervals = intervals;
  }

  /** A run that is there already is left out. */
  add(row: HistoryRow): void {
    if (this.#knownRuns.has(row.runId)) return;
    this.#knownRuns.add(row.runId);
    const run = this.#runs.push(runOf(row)) - 1;
    if (row.shape !== this.#shape) {
      this.#shape = row.shape;
      this.#columns = this.#columnsOf(row.shape);
    }
    for (const [place, column] of this.#columns.entries()) {
      if (column?.hasSameConditions === true) this.#addPoint(column.track.points, run, row, place);
      else if (column !== undefined) column.track.otherConditions += 1;
    }
  }

  #addPoint(points: TrendPoints, run: number, { medians, lows, highs, contaminated }: HistoryRow, place: number): void {
    const hasInterval = points.run.length < this.#intervals;
    if (contaminated.includes(place)) points.contaminated.push(points.run.length);
    points.run.push(run);
    points.median.push(medians[place] ?? 0);
    points.low.push(hasInterval ? (lows[place] ?? null) : null);
    points.high.push(hasInterval ? (highs[place] ?? null) : null);
  }

  /** Whether each series that is known has so many points: older runs would add nothing to what is judged by them. */
  isFull(points: number): boolean {
    return this.#tracks.size > 0 && [...this.#tracks.values()].every((track) => track.points.run.length >= points);
  }

  finish(): Collected {
    const order = [...this.#runs.keys()].sort((a, b) => compareTimes(this.#runs[a], this.#runs[b]));
    const places = new Int32Array(order.length);
    for (const [place, run] of order.entries()) places[run] = place;
    return {
      runs: order.flatMap((run) => this.#runs[run] ?? []),
      tracks: [...this.#tracks.values()].map((track) => ({ ...track, points: inOrder(track.points, places) })),
    };
  }

  #columnsOf(shape: HistoryShape): (Column | undefined)[] {
    const conditionsOf = conditionsIn(shape);
    return shape.series.map((series) => {
      if (!this.#isWanted(series)) return undefined;
      const conditions = conditionsOf(series);
      const track = this.#trackOf(shape, series, conditions);
      return { track, hasSameConditions: track.conditions === conditions };
    });
  }

  #trackOf({ environments }: HistoryShape, series: HistorySeries, conditions: string): Track {
    const id = idOf(series.metricId, series.environmentId, series.workloadId);
    const known = this.#tracks.get(id);
    if (known !== undefined) return known;
    const environment = environments.find((one) => one.id === series.environmentId);
    const points: TrendPoints = { run: [], median: [], low: [], high: [], contaminated: [] };
    const track = { id, series, environment, conditions, points, otherConditions: 0 };
    this.#tracks.set(id, track);
    return track;
  }
}

function runOf({ runId, startedAt, revision, flags }: HistoryRow): TrendRun {
  return {
    id: runId,
    startedAt,
    revision,
    ...(flags.verdict !== undefined && { verdict: flags.verdict }),
    ...(flags.accepted === true && { accepted: true }),
    ...(flags.acceptedReason !== undefined && { acceptedReason: flags.acceptedReason }),
  };
}

function compareTimes(a: TrendRun | undefined, b: TrendRun | undefined): number {
  const [first, second] = [`${a?.startedAt} ${a?.id}`, `${b?.startedAt} ${b?.id}`];
  return first < second ? -1 : 1;
}

/** Names of files tell the order but for runs of the same instant, and for files that somebody renamed. */
function inOrder(points: TrendPoints, places: Int32Array): TrendPoints {
  const order = points.run.map((_, index) => index).sort((a, b) => placeOf(a) - placeOf(b));
  function placeOf(index: number): number {
    return places[points.run[index] ?? 0] ?? 0;
  }
  const marked = new Set(points.contaminated);
  return {
    run: order.map(placeOf),
    median: order.map((index) => points.median[index] ?? 0),
    low: order.map((index) => points.low[index] ?? null),
    high: order.map((index) => points.high[index] ?? null),
    contaminated: order.flatMap((index, place) => (marked.has(index) ? [place] : [])),
  };
}
