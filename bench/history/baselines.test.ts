import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ResultsDocument } from '../contract/document.js';
import { SAMPLE_DOCUMENT } from '../contract/fixtures/minimal-records.js';
import { isBaselineName, listBaselines, readBaseline, saveBaseline } from './baselines.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'twinbench-baselines-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function makeDocument(hour: number): ResultsDocument {
  const startedAt = new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
  return { ...SAMPLE_DOCUMENT, run: { ...SAMPLE_DOCUMENT.run, id: `run-${hour}`, startedAt } };
}

const toSave = (...hours: number[]) => hours.map((hour) => ({ document: makeDocument(hour), revision: `c${hour}` }));
const readIds = async (name: string) => (await readBaseline(folder, name)).file.runs.map(({ id }) => id);

describe('a baseline', () => {
  it('gives back its runs, oldest first, with their documents', async () => {
    await saveBaseline(folder, 'main', toSave(2, 1), { reason: 'release' });
    const { file, documents } = await readBaseline(folder, 'main');
    expect(file).toMatchObject({ name: 'main', reason: 'release', runs: [{ id: 'run-1', revision: 'c1' }, { id: 'run-2' }] });
    expect(documents).toEqual([makeDocument(1), makeDocument(2)]);
  });

  it('is replaced, or added to, and keeps the newest', async () => {
    await saveBaseline(folder, 'main', toSave(1, 2));
    await saveBaseline(folder, 'main', toSave(3), { add: true, keep: 2 });
    expect(await readIds('main')).toEqual(['run-2', 'run-3']);
    await saveBaseline(folder, 'main', toSave(3), { add: true });
    expect(await readIds('main')).toEqual(['run-2', 'run-3']);
    await saveBaseline(folder, 'main', toSave(4));
    expect(await readIds('main')).toEqual(['run-4']);
    expect(readdirSync(path.join(folder, 'main', 'runs'))).toEqual(['run-4.results.json']);
  });

  it('replaces its own documents, and removes none of others', async () => {
    await saveBaseline(folder, 'main', toSave(1));
    const runs = path.join(folder, 'main', 'runs');
    writeFileSync(path.join(runs, 'theirs.results.json'), '{"theirs":true}');
    writeFileSync(path.join(runs, 'copy.results.json'), JSON.stringify(makeDocument(1)));
    await saveBaseline(folder, 'main', toSave(2));
    expect(readdirSync(runs).sort()).toEqual(['copy.results.json', 'run-2.results.json', 'theirs.results.json']);
  });

  it('is saved over a damaged list, but not over the file of another program', async () => {
    const file = path.join(folder, 'main', 'baseline.json');
    await saveBaseline(folder, 'main', toSave(1));
    writeFileSync(file, '{"schemaVersion":1,');
    await saveBaseline(folder, 'main', toSave(2));
    expect(await readIds('main')).toEqual(['run-2']);
    writeFileSync(file, '{"theirs":true}');
    await expect(saveBaseline(folder, 'main', toSave(3))).rejects.toThrow('Move it away, or choose another name');
    expect(readFileSync(file, 'utf8')).toBe('{"theirs":true}');
    expect(readdirSync(path.join(folder, 'main', 'runs'))).toEqual(['run-2.results.json']);
  });

  it('is listed by name; other folders are not', async () => {
    expect(await listBaselines(folder)).toEqual([]);
    await saveBaseline(folder, 'b', toSave(1));
    await saveBaseline(folder, 'a', toSave(2));
    await saveBaseline(folder, '.hidden', toSave(2));
    writeFileSync(path.join(folder, 'README'), '');
    expect((await listBaselines(folder)).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('that is missing says which there are', async () => {
    await saveBaseline(folder, 'main', toSave(1));
    await expect(readBaseline(folder, 'mian')).rejects.toThrow(/no baseline "mian" in .*It holds: main/);
  });

  it.each([
    ['its list is damaged', 'baseline.json', '{"schemaVersion":1', 'truncated'],
    ['its list is newer', 'baseline.json', '{"schemaVersion":9,"runs":[]}', 'newer-version'],
    [
      'its list points elsewhere',
      'baseline.json',
      '{"schemaVersion":1,"name":"main","runs":[{"id":"a","startedAt":"","revision":"","fingerprint":"","file":"runs/../../x.results.json"}]}',
      'invalid',
    ],
    ['a document is damaged', 'runs/run-1.results.json', '', 'empty'],
    ['a document is of another run', 'runs/run-1.results.json', JSON.stringify(makeDocument(5)), 'invalid'],
  ])('is refused when %s', async (_, name, text, problem) => {
    await saveBaseline(folder, 'main', toSave(1));
    const file = path.join(folder, 'main', name);
    writeFileSync(file, text);
    await expect(readBaseline(folder, 'main')).rejects.toThrow(expect.objectContaining({ problem, fileName: file }));
  });

  it('names a document that is gone', async () => {
    await saveBaseline(folder, 'main', toSave(1));
    rmSync(path.join(folder, 'main', 'runs', 'run-1.results.json'));
    await expect(readBaseline(folder, 'main')).rejects.toThrow(/names runs\/run-1.results.json, which is gone/);
  });

  it.each(['', '..', '.a', 'a/b', '-a', 'a b'])('is not called %j', (name) => expect(isBaselineName(name)).toBe(false));
});
