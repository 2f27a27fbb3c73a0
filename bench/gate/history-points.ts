/** Entries of a history → one series of points for each metric, and which of them a newer run may be held against. */
import type { HistoryEntry, HistorySeries } from '../contract/history.js';
import { areComparable, type Conditions, conditionsIn } from './conditions.js';
import { formatCellId } from './figures.js';

export interface HistoryPoint {
  readonly runId: string;
  readonly startedAt: string;
  readonly revision: string;
  /** In the unit. */
  readonly median: number;
  readonly isAccepted: boolean;
}

export interface HistoryTrack {
  /** As patterns of a policy match it. */
  readonly id: string;
  readonly series: HistorySeries;
  /** Ascending by the time at which the runs started. */
  readonly points: readonly HistoryPoint[];
}

/** By time, and by run id within the same instant; of a run that occurs twice the later entry counts. */
export function inOrder(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const byRun = new Map(entries.map((entry) => [entry.runId, entry]));
  const before = (a: HistoryEntry, b: HistoryEntry) =>
    a.startedAt === b.startedAt ? a.runId < b.runId : a.startedAt < b.startedAt;
  return [...byRun.values()].sort((a, b) => (before(a, b) ? -1 : 1));
}

/**
 * Tracks of runs under the same conditions as the newest one that has the metric: host, accelerator, environment, workload, unit. Points of
 * other conditions are left out, for a move to another host is no change of the software.
 */
export function collectTracks(entries: readonly HistoryEntry[]): HistoryTrack[] {
  const tracks = new Map<string, { series: HistorySeries; conditions: Conditions; points: HistoryPoint[] }>();
  for (const entry of inOrder(entries).reverse()) {
    const conditionsOf = conditionsIn(entry);
    for (const series of entry.series) {
      const id = formatCellId(series.metricId, series.environmentId, series.workloadId);
      const conditions = conditionsOf(series);
      const track = tracks.get(id) ?? { series, conditions, points: [] };
      if (track.points.length === 0) tracks.set(id, track);
      if (areComparable(track.conditions, conditions)) track.points.push(makePoint(entry, series));
    }
  }
  return [...tracks].map(([id, { series, points }]) => ({ id, series, points: points.reverse() }));
}

function makePoint({ runId, startedAt, revision, flags }: HistoryEntry, { median }: HistorySeries): HistoryPoint {
  return { runId, startedAt, revision, median, isAccepted: flags.accepted === true };
}

/** A run that a gate refused is no reference, unless somebody accepted its level since. */
export function isReference({ flags }: HistoryEntry): boolean {
  return flags.accepted === true || (flags.verdict !== 'regressed' && flags.verdict !== 'failed');
}
