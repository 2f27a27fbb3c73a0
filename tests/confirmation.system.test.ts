/** What `gate` flags is measured again by itself: a run that was really measured here, and histories that it is held to. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, it, type TestContext } from 'vitest';
import { type HistoryEntry, historyEntry } from '../bench/contract/history.js';
import { parseVerdict } from '../bench/contract/verdict.js';
import { entryName } from '../bench/history/entry-name.js';
import { scratchFolder } from './scratch.js';
import { twinbench } from './twinbench.js';

const EARLIER_RUNS = 8;
const THROUGHPUT = 'throughput/bare/json';

const folder = scratchFolder('twinbench-confirmation-');
let run: string;
let own: HistoryEntry;

beforeAll(async () => {
  const args = ['run', '--profile', 'quick', '--environments', 'bare', '--workloads', 'json', '--output', folder];
  const { code, stderr } = await twinbench(args);
  expect(code, stderr).toBe(0);
  run = path.join(folder, 'latest');
  own = await readEntry(run);
});

/** Before any gate has judged the run, which its entry would tell. */
async function readEntry(results: string): Promise<HistoryEntry> {
  const place = path.join(folder, 'own');
  expect((await twinbench(['history', 'append', results, '--history', place])).code).toBe(0);
  const [file = ''] = await readdir(place);
  return historyEntry.parse(JSON.parse(await readFile(path.join(place, file), 'utf8')));
}

/** A folder of earlier runs of this host whose throughput was this many times the measured one. */
async function history(name: string, times: number): Promise<string> {
  const place = path.join(folder, name);
  await mkdir(place, { recursive: true });
  for (let index = 0; index < EARLIER_RUNS; index += 1) {
    const entry = earlier(own, index, times);
    await writeFile(path.join(place, entryName(entry) ?? ''), JSON.stringify(entry));
  }
  return place;
}

function earlier(entry: HistoryEntry, index: number, times: number): HistoryEntry {
  const startedAt = new Date(Date.parse('2026-01-01T00:00:00Z') + index * 86_400_000).toISOString();
  const wobble = 1 + 0.01 * ((index % 3) - 1);
  const series = entry.series.map((one) =>
    one.metricId === 'throughput' && one.median !== undefined ? { ...one, median: one.median * times * wobble } : one,
  );
  return { ...entry, runId: `earlier-${String(index)}`, startedAt, series };
}

/** So far that no drift of a shared host from one run to the next, which can be a third, looks like it. */
function quartered(_: string, operations: string): string {
  return `"operations":${String(Math.round(Number(operations) / 4))}`;
}

/** This metric alone blocks: that a start of milliseconds differs by chance is not what is asked. */
async function policy(): Promise<string> {
  const file = path.join(folder, 'policy.json');
  const metrics = [
    { match: '*', gate: 'advisory' },
    { match: THROUGHPUT, gate: 'block' },
  ];
  await writeFile(file, JSON.stringify({ schemaVersion: 1, metrics }));
  return file;
}

interface Gated {
  readonly code: number | null;
  readonly said: string;
  readonly status: string | undefined;
}

/** Where other programs or the hypervisor take the host's time, nothing is claimed, and so nothing is shown here either. */
async function gate(context: TestContext, candidate: string, earlierRuns: string): Promise<Gated> {
  const { code, stderr } = await twinbench(['gate', candidate, '--history', earlierRuns, '--policy', await policy()]);
  const file = path.join(candidate, 'verdict.json');
  const verdict = parseVerdict(await readFile(file, 'utf8'), file);
  const found = verdict.metrics.find(({ id }) => id === THROUGHPUT);
  const disturbed = found?.warnings.find((warning) => warning.code === 'contaminated');
  if (disturbed) context.skip(`this host is too busy: ${disturbed.message}`);
  return { code, said: stderr, status: found?.status };
}

it('a slow-down that is there the second time too ends with 1', async (context) => {
  const found = await gate(context, run, await history('faster', 2));
  expect(found.said).toContain(`worse: ${THROUGHPUT}; measuring the candidate again to confirm`);
  expect(found).toMatchObject({ code: 1, status: 'regressed' });
  expect(await readdir(path.join(run, 'confirmation', 'latest'))).toContain('results.json');
});

it('one that is not there the second time does not', async (context) => {
  const slow = path.join(folder, 'slow');
  await mkdir(slow, { recursive: true });
  const journal = await readFile(path.join(run, 'trials.jsonl'), 'utf8');
  await writeFile(path.join(slow, 'trials.jsonl'), journal.replaceAll(/"operations":(\d+)/g, quartered));
  expect((await twinbench(['analyze', slow])).code).toBe(0);
  const found = await gate(context, slow, await history('slower', 0.5));
  expect(found.said).toContain('measuring the candidate again to confirm');
  expect(found.code).toBe(0);
  expect(found.status).not.toBe('regressed');
});
