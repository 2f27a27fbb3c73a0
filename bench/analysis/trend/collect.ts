/** Entries of a history, one after the other, into columns: ten thousand runs fit where their entries would not. */
import type { HistoryEntry, HistorySeries } from '../../contract/history.js';
import type { TrendPoints, TrendRun } from '../../contract/trend.js';
import { idOf } from '../gate/figures.js';
import { conditionsIn as conditionsOfEntry } from '../gate/history-points.js';

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

/** What runs that ran on the same share: by it, a condition is worked out once for each series and not once for each run. */
interface Surroundings {
  readonly conditionsOf: (series: HistorySeries) => string;
  readonly known: Map<string, string>;
}

/** Takes entries newest first, as the folder of a history gives them. */
export class TrendCollector {
  readonly #runs: TrendRun[] = [];
  readonly #knownRuns = new Set<string>();
  readonly #tracks = new Map<string, Track>();
  readonly #surroundings = new Map<string, Surroundings>();

  /** A run that is there already is left out. */
  add(entry: HistoryEntry): void {
    if (this.#knownRuns.has(entry.runId)) return;
    this.#knownRuns.add(entry.runId);
    const run = this.#runs.push(runOf(entry)) - 1;
    const surroundings = this.#surroundingsOf(entry);
    for (const series of entry.series) {
      const id = idOf(series.metricId, series.environmentId, series.workloadId);
      const conditions = conditionsIn(surroundings, id, series);
      addTo(this.#trackOf(id, entry, series, conditions), run, series, conditions);
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

  #surroundingsOf(entry: HistoryEntry): Surroundings {
    const { host, environments, workloads } = entry;
    const key = JSON.stringify([host, environments, workloads]);
    const known = this.#surroundings.get(key);
    if (known !== undefined) return known;
    const made = { conditionsOf: conditionsOfEntry(entry), known: new Map<string, string>() };
    this.#surroundings.set(key, made);
    return made;
  }

  #trackOf(id: string, entry: HistoryEntry, series: HistorySeries, conditions: string): Track {
    const known = this.#tracks.get(id);
    if (known !== undefined) return known;
    const environment = entry.environments.find((one) => one.id === series.environmentId);
    const points: TrendPoints = { run: [], median: [], low: [], high: [], contaminated: [] };
    const track = { id, series, environment, conditions, points, otherConditions: 0 };
    this.#tracks.set(id, track);
    return track;
  }
}

function conditionsIn({ conditionsOf, known }: Surroundings, id: string, series: HistorySeries): string {
  const key = `${series.unit} ${series.direction} ${id}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const conditions = conditionsOf(series);
  known.set(key, conditions);
  return conditions;
}

function addTo(track: Track, run: number, series: HistorySeries, conditions: string): void {
  if (track.conditions !== conditions) {
    track.otherConditions += 1;
    return;
  }
  const { points } = track;
  if (series.contaminated === true) points.contaminated.push(points.run.length);
  points.run.push(run);
  points.median.push(series.median);
  points.low.push(series.interval?.low ?? null);
  points.high.push(series.interval?.high ?? null);
}

function runOf({ runId, startedAt, revision, flags }: HistoryEntry): TrendRun {
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
