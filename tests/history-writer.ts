/** For the tests: appends one entry after the other and names each on stdout once it is safe. */
import { writeSync } from 'node:fs';
import { appendEntry } from '../bench/history/store.js';
import { simulateEntries } from './simulated-entries.js';

const [folder = '', first = '0'] = process.argv.slice(2);
const [sample] = simulateEntries({ runs: 1, workloads: ['json'] });
if (!sample) throw new Error('no entry was made');
for (let place = Number(first); ; place += 1) {
  const startedAt = new Date(Date.UTC(2026, 0, 1) + place * 1000).toISOString();
  await appendEntry(folder, { ...sample, runId: `run-${String(place)}`, startedAt });
  writeSync(1, `run-${String(place)}\n`);
}
