/** Judges the newest run of a history against the 250 before it, in every series. */
import { makeHistoryRow } from '../../bench/contract/history-row.js';
import { readEntries } from '../../bench/history/store.js';
import { TrendCollector } from '../../bench/trend/collect.js';
import { judgeNewest } from '../../bench/trend/judge-newest.js';

const NEWEST = 250;

/** @returns how many series were judged */
export function judgeHistory(folder: string): number {
  const collector = new TrendCollector();
  for (const entry of readEntries(folder, { newest: NEWEST + 1 })) collector.add(makeHistoryRow(entry));
  const { tracks } = collector.finish();
  return tracks.map(({ points: { median }, series }) => judgeNewest(median.slice(0, -1), median.slice(-1), series.direction))
    .length;
}
