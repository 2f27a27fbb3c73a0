/** One step on a history in this process; what it took goes to descriptor 3 as JSON. */
import { writeSync } from 'node:fs';
import { tracksOf } from '../../bench/analysis/gate/history-points.js';
import { judgeNewest } from '../../bench/analysis/gate/judge-newest.js';
import { main } from '../../bench/cli/main.js';
import { readNewest } from '../../bench/history/store.js';

const NEWEST = 250;

async function step([name = '', folder = '', ...rest]: readonly string[]): Promise<number> {
  if (name === 'newest') return judgeAll(folder) > 0 ? 0 : 1;
  return main([name, folder, ...rest]);
}

function judgeAll(folder: string): number {
  const tracks = tracksOf(readNewest(folder, NEWEST + 1));
  return tracks.map(({ points, series }) => {
    const medians = points.map(({ median }) => median);
    return judgeNewest(medians.slice(0, -1), medians.slice(-1), series.direction);
  }).length;
}

const code = await step(process.argv.slice(2));
const peakMib = process.resourceUsage().maxRSS / 1024;
writeSync(3, JSON.stringify({ seconds: process.uptime(), peakMib }));
process.exitCode = code;
