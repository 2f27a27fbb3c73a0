/** A history long enough for two threads tells what one thread reads, whatever lies in it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../contract/history.js';
import type { HistoryRow } from '../contract/history-row.js';
import { SAMPLE_HISTORY_ENTRY } from '../contract/minimal-records.js';
import { entryName } from './entry-name.js';
import { entryText } from './entry-text.js';
import { LongHistory } from './long-history.js';
import { readAllRows, readRows } from './store.js';

const RUNS = 2000;
let parent: string;

beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'twinbench-long-history-'));
});

afterAll(() => rmSync(parent, { recursive: true, force: true }));

function entryOf(run: number, facts: Partial<HistoryEntry> = {}): HistoryEntry {
  const startedAt = new Date(Date.UTC(2024, 0, 1, run)).toISOString();
  const series = SAMPLE_HISTORY_ENTRY.series.map((one) => ({
    ...one,
    median: run / 7,
    interval: { level: 0.95, low: run / 8, high: run / 6 },
    ...(run % 50 === 0 && { contaminated: true }),
  }));
  return { ...SAMPLE_HISTORY_ENTRY, runId: `run-${run}`, startedAt, series, ...facts };
}

/** @param textOf of runs that are special */
function makeHistory(name: string, textOf: (run: number) => string | undefined = () => undefined): string {
  const folder = path.join(parent, name);
  mkdirSync(folder);
  for (let run = 0; run < RUNS; run += 1) {
    const entry = entryOf(run);
    writeFileSync(path.join(folder, entryName(entry) ?? ''), textOf(run) ?? entryText(entry));
  }
  return folder;
}

/** What a row tells, but for the ends of intervals. */
function told({ shape, medians, lows, highs: _, ...own }: HistoryRow): unknown {
  const { host, environments, workloads, series } = shape;
  const kinds = series.map(({ metricId, environmentId, unit }) => ({ metricId, environmentId, unit }));
  return { ...own, medians: Array.from(medians), host, environments, workloads, kinds };
}

async function readBoth(folder: string): Promise<{ one: unknown; two: unknown; corrupt: string[][] }> {
  const corrupt: string[][] = [[], []];
  const one = [...readRows(folder, { onCorrupt: ({ fileName }) => corrupt[0]?.push(fileName) })].map(told);
  const two: unknown[] = [];
  const options = { onCorrupt: ({ fileName }: { fileName: string }) => corrupt[1]?.push(fileName), wantsIntervals: () => false };
  for await (const row of readAllRows(new LongHistory(folder), options)) two.push(told(row));
  return { one, two, corrupt };
}

const otherHost = { host: { ...SAMPLE_HISTORY_ENTRY.host, fingerprint: 'other' } };
const HISTORIES = {
  'that are all alike': () => undefined,
  'of two hosts in turn': (run) => (run % 2 === 0 ? entryText(entryOf(run, otherHost)) : undefined),
  'of which the oldest are laid out by hand': (run) => (run < 700 ? JSON.stringify(entryOf(run)) : undefined),
  'of which the oldest is none, and later ones look like it': (run) =>
    run < 300 ? entryText(entryOf(run)).replace('"direction":"', '"direction":"sideways-') : undefined,
  'whose first lines are broken in two': (run) =>
    run % 3 === 0 ? entryText(entryOf(run)).replace('"runId"', '\n"runId"') : undefined,
  'each with a workload of its own': (run) =>
    run < 900 ? entryText(entryOf(run, { workloads: [{ id: `w${run}`, digest: 'd' }] })) : undefined,
  'of which some are cut, empty, or have a number too large': (run) =>
    [entryText(entryOf(run)).slice(0, -9), '', entryText(entryOf(run)).replace(/"median":[^,]+/, '"median":1e999')][run % 400],
} as const satisfies Record<string, (run: number) => string | undefined>;

describe('all rows of entries', () => {
  it.each(Object.entries(HISTORIES))('%s', async (name, textOf) => {
    const { one, two, corrupt } = await readBoth(makeHistory(name.replaceAll(' ', '-'), textOf));
    expect(two).toEqual(one);
    expect(corrupt[1]).toEqual(corrupt[0]);
  });

  it('have their intervals as long as somebody wants them', async () => {
    const wanted = 1900;
    let count = 0;
    for await (const { lows, runId } of readAllRows(new LongHistory(makeHistory('wanted')), {
      wantsIntervals: () => count < wanted,
    })) {
      if (count < wanted) expect([runId, lows.length]).toEqual([runId, SAMPLE_HISTORY_ENTRY.series.length]);
      count += 1;
    }
    expect(count).toBe(RUNS);
  });

  it('end with the first damage that nobody asked to leave out, by its name', async () => {
    const folder = makeHistory('damaged', (run) => (run === 3 ? '{' : undefined));
    const all = async () => {
      for await (const _ of readAllRows(new LongHistory(folder), { wantsIntervals: () => false }));
    };
    await expect(all()).rejects.toThrow('20240101T030000.000Z_run-3.json');
  });
});
