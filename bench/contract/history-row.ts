/** Entries as a trend takes them: what many of them share apart from the few figures in which they differ. */
import type { HistoryEntry, HistorySeries } from './history.js';

/** What entries made under the same conditions share. The same object for two entries tells that; two objects may be alike all the same. */
export interface HistoryShape extends Pick<HistoryEntry, 'host' | 'environments' | 'workloads'> {
  /** What each series is of. Its figures are those of any one entry. */
  readonly series: readonly HistorySeries[];
}

/** In the order of the shape's series. */
export interface HistoryFigures {
  /** In the units. */
  readonly medians: readonly number[];
  /** Ends of the medians' intervals within the run; null where so few values allow none, nothing at all where nobody wanted them. */
  readonly lows: readonly (number | null)[];
  readonly highs: readonly (number | null)[];
  /** Places of contaminated series. */
  readonly contaminated: readonly number[];
}

export interface HistoryRow extends Pick<HistoryEntry, 'runId' | 'startedAt' | 'revision' | 'flags'>, HistoryFigures {
  readonly shape: HistoryShape;
}

export function makeHistoryRow({
  runId,
  startedAt,
  revision,
  flags,
  host,
  environments,
  workloads,
  series,
}: HistoryEntry): HistoryRow {
  return {
    ...{ runId, startedAt, revision, flags },
    shape: { host, environments, workloads, series },
    medians: series.map(({ median }) => median),
    lows: series.map(({ interval }) => interval?.low ?? null),
    highs: series.map(({ interval }) => interval?.high ?? null),
    contaminated: series.flatMap(({ contaminated }, place) => (contaminated === true ? [place] : [])),
  };
}
