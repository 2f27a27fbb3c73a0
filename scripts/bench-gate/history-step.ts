/** One step on a history in this process, which loads no more than the step does; what it took goes to descriptor 3 as JSON. */
import { writeSync } from 'node:fs';

async function step([name = '', folder = '', ...rest]: readonly string[]): Promise<number> {
  if (name !== 'newest') {
    const { main } = await import('../../bench/cli/main.js');
    return main([name, folder, ...rest]);
  }
  const { judgeHistory } = await import('./judge-history.js');
  return judgeHistory(folder) > 0 ? 0 : 1;
}

const code = await step(process.argv.slice(2));
const peakMib = process.resourceUsage().maxRSS / 1024;
writeSync(3, JSON.stringify({ seconds: process.uptime(), peakMib }));
process.exitCode = code;
