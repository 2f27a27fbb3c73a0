import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FormatError } from '../contract/format-error.js';
import type { HistoryEntry } from '../contract/history.js';
import type { HistoryRow } from '../contract/history-row.js';
import { SAMPLE_HISTORY_ENTRY } from '../contract/minimal-records.js';
import { readAllRows } from './all-rows.js';
import { entryName } from './entry-name.js';
import { entryText } from './entry-text.js';
import { readRows } from './store.js';

/** More than one thread reads. */
const RUNS = 2500;
const DAY_MS = 86_400_000;
const OLD_RUN = 7;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'twinbench-all-rows-'));
  for (let run = 0; run < RUNS; run += 1) await writeFile(fileOf(run), entryText(entryOf(run)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function entryOf(run: number): HistoryEntry {
  const startedAt = new Date(Date.UTC(2020, 0, 1) + run * DAY_MS).toISOString();
  const series = SAMPLE_HISTORY_ENTRY.series.map((one) => ({
    ...one,
    median: run + 0.5,
    ...(run % 3 === 0 && { contaminated: true }),
  }));
  return { ...SAMPLE_HISTORY_ENTRY, runId: `run-${run}`, startedAt, series };
}

function fileOf(run: number): string {
  return path.join(folder, entryName(entryOf(run)) ?? '');
}

/** The figures in a shape are those of any entry. */
function withoutShape({ shape, ...own }: HistoryRow): unknown {
  return { ...own, metrics: shape.series.map(({ metricId }) => metricId) };
}

async function all(rows: AsyncGenerator<HistoryRow>): Promise<HistoryRow[]> {
  const found: HistoryRow[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe('all rows of a long history', () => {
  it('are those that one thread reads, in the same order, and share their shapes in each thread’s part', async () => {
    const rows = await all(readAllRows(folder));
    expect(rows.map(({ runId }) => runId)).toEqual(Array.from({ length: RUNS }, (_, place) => `run-${RUNS - 1 - place}`));
    expect(rows.map(withoutShape)).toEqual([...readRows(folder)].map(withoutShape));
    expect(new Set(rows.map(({ shape }) => shape)).size).toBe(2);
  });

  it('name a damaged file of the older part, and leave it out or stop', async () => {
    await writeFile(fileOf(OLD_RUN), '{');
    const told: string[] = [];
    const rows = await all(readAllRows(folder, ({ fileName }: FormatError) => told.push(fileName)));
    expect(told).toEqual([fileOf(OLD_RUN)]);
    expect(rows.length).toBe(RUNS - 1);
    await expect(all(readAllRows(folder))).rejects.toMatchObject({ name: 'FormatError', fileName: fileOf(OLD_RUN) });
    await writeFile(fileOf(OLD_RUN), entryText(entryOf(OLD_RUN)));
  });

  it('may be left before their end', async () => {
    for await (const { runId } of readAllRows(folder)) {
      expect(runId).toBe(`run-${RUNS - 1}`);
      break;
    }
  });

  it('are none of a folder that is not there', async () => {
    await expect(all(readAllRows(path.join(folder, 'other')))).rejects.toThrow('ENOENT');
  });
});
