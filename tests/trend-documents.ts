/** Trend documents of simulated histories for tests of what reads them. */

import type { HistoryEntry } from '../bench/contract/history.js';
import { makeHistoryRow } from '../bench/contract/history-row.js';
import type { TrendDocument } from '../bench/contract/trend.js';
import { TrendCollector } from '../bench/trend/collect.js';
import { analyzeTrend } from '../bench/trend/trend.js';
import { HOSTILE } from './simulated-documents.js';
import { simulateEntries } from './simulated-entries.js';

/** Entries oldest first. */
export function trendOfEntries(entries: readonly HistoryEntry[], last = 250): TrendDocument {
  const collector = new TrendCollector();
  for (const entry of entries.toReversed()) collector.add(makeHistoryRow(entry));
  return analyzeTrend(collector.finish(), { last, seed: 1, generator: { name: 'twinbench', version: '0.1.0' } });
}

export function simulateTrend(runs: number): TrendDocument {
  return trendOfEntries([...simulateEntries({ runs, workloads: ['json'], accelerator: 'tcg', seed: 3 })]);
}

/** Hostile text wherever text is free. */
export function hostileTrend(): TrendDocument {
  const entries = [...simulateEntries({ runs: 40, workloads: [HOSTILE], seed: 3 })].map((entry, place) => ({
    ...entry,
    runId: `${HOSTILE}${place}`,
    revision: HOSTILE,
    series: entry.series.map((series) => ({ ...series, metricId: `${HOSTILE}${series.metricId}`, title: HOSTILE })),
    flags: { accepted: place === 20, acceptedReason: HOSTILE },
  }));
  return { ...trendOfEntries(entries), skipped: [{ fileName: HOSTILE, because: HOSTILE }], method: HOSTILE };
}
