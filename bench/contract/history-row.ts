/** Entries as a trend takes them: what many of them share apart from the few figures in which they differ. */
import type { HistoryEntry, HistorySeries } from './history.js';

/** What entries made under the same conditions share. The same object for two entries tells that; two objects may be alike all the same. */
export interface HistoryShape extends Pick<HistoryEntry, 'host' | 'environments' | 'workloads'> {
  /** What each series is of. Its figures are those of any one entry. */
  readonly series: readonly HistorySeries[];
}

/** Median in the unit, and its interval within the run. */
export interface HistoryFigures {
  readonly median: number;
  /** Null where so few values allow none; then both are. */
  readonly low: number | null;
  readonly high: number | null;
  readonly isContaminated: boolean;
}

export interface HistoryRow extends Pick<HistoryEntry, 'runId' | 'startedAt' | 'revision' | 'flags'> {
  readonly shape: HistoryShape;
  /** For each series of the shape. */
  readonly figures: readonly HistoryFigures[];
}

export function rowOf({ runId, startedAt, revision, flags, host, environments, workloads, series }: HistoryEntry): HistoryRow {
  return { runId, startedAt, revision, flags, shape: { host, environments, workloads, series }, figures: series.map(figuresOf) };
}

function figuresOf({ median, interval, contaminated }: HistorySeries): HistoryFigures {
  return { median, low: interval?.low ?? null, high: interval?.high ?? null, isContaminated: contaminated === true };
}
