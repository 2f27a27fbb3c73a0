/** Rows of a history, one after the other, into columns: ten thousand runs fit where their entries would not. */
import type { HistoryEntry, HistorySeries } from '../../contract/history.js';
import type { HistoryFigures, HistoryRow, HistoryShape } from '../../contract/history-row.js';
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

/** Takes rows newest first, as the folder of a history gives them. */
export class TrendCollector {
  readonly #isWanted: (series: HistorySeries) => boolean;
  readonly #runs: TrendRun[] = [];
  readonly #knownRuns = new Set<string>();
  readonly #tracks = new Map<string, Track>();
  /** Of the rows before: most have the same. */
  #shape: HistoryShape | undefined;
  #columns: readonly (Column | undefined)[] = [];

  constructor(isWanted: (series: HistorySeries) => boolean = () => true) {
    this.#isWanted = isWanted;
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
      const figures = row.figures[place];
      if (column !== undefined && figures !== undefined) addTo(column, run, figures);
    }
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

function addTo({ track, hasSameConditions }: Column, run: number, { median, low, high, isContaminated }: HistoryFigures): void {
  if (!hasSameConditions) {
    track.otherConditions += 1;
    return;
  }
  const { points } = track;
  if (isContaminated) points.contaminated.push(points.run.length);
  points.run.push(run);
  points.median.push(median);
  points.low.push(low);
  points.high.push(high);
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
