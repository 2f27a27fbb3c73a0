/** Judges the newest run of a history against the 250 before it, in every series. */
import { collectTracks } from '../../bench/gate/history-points.js';
import { judgeNewest } from '../../bench/gate/judge-newest.js';
import { readNewest } from '../../bench/history/store.js';

const NEWEST = 250;

/** @returns how many series were judged */
export function judgeHistory(folder: string): number {
  const tracks = collectTracks(readNewest(folder, NEWEST + 1));
  return tracks.map(({ points, series }) => {
    const medians = points.map(({ median }) => median);
    return judgeNewest(medians.slice(0, -1), medians.slice(-1), series.direction);
  }).length;
}
