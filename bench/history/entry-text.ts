/** The text of an entry: one series on each line, so that a difference of two entries can be read, and none where nothing differs. */
import type { HistoryEntry, HistorySeries } from '../contract/history.js';

/** The same for the same entry, whatever the order of its members. */
export function entryText(entry: HistoryEntry): string {
  const { schemaVersion, runId, startedAt, revision, generator, flags, series, ...others } = entry;
  const ownLine = JSON.stringify({ schemaVersion, runId, startedAt, revision, generator, flags }).slice(0, -1);
  const commonLine = JSON.stringify(sorted(others)).slice(1, -1);
  return `${ownLine},\n${commonLine},\n"series":[\n${series.map(seriesLine).join(',\n')}\n]}\n`;
}

/** What tells the series first, figures last; members that only newer versions know lie between and make reading slower, not wrong. */
function seriesLine(series: HistorySeries): string {
  const { environmentId, workloadId, metricId, title, unit, direction, primary, noiseThreshold, ...figures } = series;
  const { n, median, interval, standardDeviation, contaminated, ...others } = figures;
  return JSON.stringify({
    ...{ environmentId, workloadId, metricId, title, unit, direction, primary, noiseThreshold },
    ...sorted(others),
    ...{ n, median, interval: interval && Object.assign({ level: 0, low: 0, high: 0 }, interval) },
    ...{ standardDeviation, contaminated },
  });
}

function sorted(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
