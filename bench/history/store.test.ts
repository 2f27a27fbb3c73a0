import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SAMPLE_HISTORY_ENTRY } from '../contract/fixtures/minimal-records.js';
import type { FormatError } from '../contract/format-error.js';
import { type HistoryEntry, parseHistoryEntry } from '../contract/history.js';
import { entryText } from './entry-text.js';
import { readEntry } from './read-entry.js';
import { appendEntry, pruneEntries, readEntries, readNewest } from './store.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'twinbench-history-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function makeEntry(hour: number, facts: Partial<HistoryEntry> = {}): HistoryEntry {
  const startedAt = new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
  return { ...SAMPLE_HISTORY_ENTRY, runId: `run-${hour}`, startedAt, ...facts };
}

const idsIn = () => readNewest(folder, 100).map(({ runId }) => runId);

describe('the text of an entry', () => {
  const series = fc.record(
    {
      environmentId: fc.string(),
      metricId: fc.string(),
      unit: fc.constantFrom('second', 'byte'),
      direction: fc.constantFrom('lower-is-better', 'neutral'),
      n: fc.integer({ min: 1 }),
      median: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      workloadId: fc.string(),
      title: fc.string(),
      primary: fc.boolean(),
      noiseThreshold: fc.double({ min: 0, max: 1, noNaN: true }),
      standardDeviation: fc.double({ min: 0, max: 1e300, noNaN: true }),
      interval: fc.record({ level: fc.constant(0.95), low: fc.double({ min: -1, max: 0, noNaN: true }), high: fc.integer() }),
      contaminated: fc.boolean(),
      addedLater: fc.string(),
    },
    { requiredKeys: ['environmentId', 'metricId', 'unit', 'direction', 'n', 'median'] },
  );

  it('reads back as it was', () => {
    fc.assert(
      fc.property(fc.array(series, { maxLength: 4 }), fc.string(), (own, revision) => {
        const entry = parseHistoryEntry(JSON.stringify({ ...SAMPLE_HISTORY_ENTRY, revision, series: own }), 'f');
        expect(readEntry(entryText(entry), 'f')).toEqual(entry);
      }),
    );
  });

  it('is the same whatever the order of members', () => {
    const turned = JSON.parse(JSON.stringify(SAMPLE_HISTORY_ENTRY));
    const reversed = parseHistoryEntry(JSON.stringify(Object.fromEntries(Object.entries(turned).reverse())), 'f');
    expect(entryText(reversed)).toBe(entryText(SAMPLE_HISTORY_ENTRY));
  });

  it('accepts nothing that the format refuses, wherever one character of it changed', () => {
    const text = entryText({
      ...makeEntry(1),
      series: [...makeEntry(1).series, { ...makeEntry(1).series[0], metricId: 'b' } as never],
    });
    const outcome = (read: () => unknown) => {
      try {
        return { value: read() };
      } catch (error) {
        return { refused: (error as FormatError).problem };
      }
    };
    for (let at = 0; at < text.length; at += 1) {
      for (const other of ['', '9', '"', '}', '\n']) {
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        expect(outcome(() => readEntry(changed, 'f'))).toEqual(outcome(() => parseHistoryEntry(changed, 'f')));
      }
    }
  });
});

describe('appending', () => {
  it('files each run by its time, in a folder that it makes', async () => {
    const nested = path.join(folder, 'a', 'b');
    await appendEntry(nested, makeEntry(2));
    await appendEntry(nested, makeEntry(1));
    expect(readdirSync(nested)).toEqual(['20260101T010000.000Z_run-1.json', '20260101T020000.000Z_run-2.json']);
    expect([...readEntries(nested)].map(({ runId }) => runId)).toEqual(['run-2', 'run-1']);
    expect(readNewest(nested, 1)).toEqual([makeEntry(2)]);
  });

  it('of the same run again changes nothing; of other facts is refused, unless they are to replace the old ones', async () => {
    expect((await appendEntry(folder, makeEntry(1))).outcome).toBe('added');
    expect((await appendEntry(folder, makeEntry(1))).outcome).toBe('unchanged');
    const other = makeEntry(1, { revision: 'other' });
    await expect(appendEntry(folder, other)).rejects.toThrow(/run-1 already.*--replace/);
    expect(readNewest(folder, 9)).toEqual([makeEntry(1)]);
    expect((await appendEntry(folder, other, { replace: true })).outcome).toBe('replaced');
    expect(readNewest(folder, 9)).toEqual([other]);
  });

  it.each(['../../etc/passwd', '', '.', 'a/b', 'ü\u202e\n', 'x'.repeat(300)])(
    'keeps a run called %j inside the folder',
    async (runId) => {
      await appendEntry(folder, makeEntry(1, { runId }));
      await appendEntry(folder, makeEntry(1, { runId: `${runId}?` }));
      expect(readdirSync(folder)).toHaveLength(2);
      expect(idsIn().sort()).toEqual([runId, `${runId}?`].sort());
    },
  );

  it('refuses what is no entry', async () => {
    await expect(appendEntry(folder, makeEntry(1, { startedAt: 'once' }))).rejects.toThrow(/"once" is no time/);
    await expect(appendEntry(folder, { ...makeEntry(1), schemaVersion: 2 as 1 })).rejects.toThrow(/no entry/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('removes what an interrupted write left, unless it may still be at work', async () => {
    const names = ['.a.json.0123456789ab.tmp', '.b.json.0123456789ab.tmp', '.other.tmp', '.theirs.0123456789ab.tmp'];
    for (const name of names) writeFileSync(path.join(folder, name), '{');
    const old = new Date(Date.now() - 3_600_000);
    for (const name of [names[0], names[2], names[3]]) utimesSync(path.join(folder, name ?? ''), old, old);
    await appendEntry(folder, makeEntry(1));
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([names[1], names[2], names[3]]);
    expect(idsIn()).toEqual(['run-1']);
  });

  it('by many writers at once loses none', async () => {
    await Promise.all(Array.from({ length: 24 }, (_, hour) => appendEntry(folder, makeEntry(hour % 20))));
    expect(idsIn().sort()).toEqual(Array.from({ length: 20 }, (_, hour) => `run-${hour}`).sort());
  });

  it('on two branches merges without a conflict', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'init.defaultBranch=main', ...args], {
        cwd: folder,
        encoding: 'utf8',
      });
    const commit = async (hour: number) => {
      await appendEntry(path.join(folder, 'history'), makeEntry(hour));
      git('add', '.');
      git('commit', '-qm', `run ${hour}`);
    };
    git('init', '-q');
    await commit(1);
    git('checkout', '-qb', 'other');
    await commit(3);
    git('checkout', '-q', 'main');
    await commit(2);
    git('merge', '-q', '-m', 'merge', 'other');
    expect(git('status', '--porcelain')).toBe('');
    expect(readNewest(path.join(folder, 'history'), 9).map(({ runId }) => runId)).toEqual(['run-1', 'run-2', 'run-3']);
  });
});

describe('reading', () => {
  const damaged = {
    empty: ['', 'empty'],
    'cut off': [entryText(makeEntry(5)).slice(0, -30), 'truncated'],
    'full of zeros': ['\0'.repeat(100), 'corrupt-json'],
    newer: [entryText(makeEntry(5)).replace('"schemaVersion":1', '"schemaVersion":2'), 'newer-version'],
    'left with a conflict': [`<<<<<<< HEAD\n${entryText(makeEntry(5))}`, 'corrupt-json'],
    'something else': ['{"a":1}', 'wrong-file'],
  } as const;

  it.each(Object.entries(damaged))(
    'an entry that is %s is an error that names it, and left out on request',
    async (_, [text, problem]) => {
      await appendEntry(folder, makeEntry(1));
      await appendEntry(folder, makeEntry(9));
      const file = path.join(folder, '20260101T050000.000Z_run-5.json');
      writeFileSync(file, text);
      expect(() => readNewest(folder, 9)).toThrow(expect.objectContaining({ name: 'FormatError', problem, fileName: file }));
      const problems: string[] = [];
      const kept = readNewest(folder, 9, (error) => problems.push(error.problem));
      expect(kept.map(({ runId }) => runId)).toEqual(['run-1', 'run-9']);
      expect(problems).toEqual([problem]);
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  it('of a folder that is not there is an error', () => {
    expect(() => readNewest(path.join(folder, 'none'), 9)).toThrow(/ENOENT/);
  });
});

describe('pruning', () => {
  it('keeps the newest', async () => {
    for (const hour of [1, 2, 3]) await appendEntry(folder, makeEntry(hour));
    expect(await pruneEntries(folder, 2)).toBe(1);
    expect(await pruneEntries(folder, 2)).toBe(0);
    expect(idsIn()).toEqual(['run-2', 'run-3']);
  });

  it('leaves files that are no entries', async () => {
    for (const name of ['package.json', '0.json']) writeFileSync(path.join(folder, name), '{"name":"theirs"}');
    for (const hour of [1, 2, 3]) await appendEntry(folder, makeEntry(hour));
    await pruneEntries(folder, 1);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['package.json', '0.json']));
  });
});
