/** A history of many runs, for measuring what handling it takes: three environments, several metrics, two changes of level. */

import { historyEntryOf } from '../bench/analysis/gate/history-entry.js';
import type { HistoryEntry } from '../bench/contract/history.js';
import { gateDocument } from './gate-documents.js';
import { seeded } from './noise-families.js';

const METRICS = ['boot-time', 'stop-time'];
const ENVIRONMENTS = ['bare', 'container', 'vm'];
const HOUR_MS = 3_600_000;

/** Hourly runs with 3 % between them; the level rises by 10 % after each third. */
export function largeHistory(runs: number, seed = 1): HistoryEntry[] {
  const random = seeded(seed);
  const figures = Object.fromEntries(METRICS.flatMap((metric) => ENVIRONMENTS.map((id) => [`${metric}/${id}`, [1]])));
  const template = historyEntryOf(gateDocument(figures));
  return Array.from({ length: runs }, (_, index) => {
    const level = 1.1 ** Math.floor((3 * index) / runs);
    return {
      ...template,
      runId: `run-${String(index).padStart(6, '0')}`,
      startedAt: new Date(Date.UTC(2020, 0, 1) + index * HOUR_MS).toISOString(),
      revision: index.toString(16).padStart(40, '0'),
      series: template.series.map((series) => ({ ...series, median: level * Math.exp(0.03 * random.normal()) })),
    };
  });
}
