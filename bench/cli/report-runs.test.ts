import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { simulatedDocument } from '../../tests/simulated-documents.js';
import { DEFAULT_FORMATS } from './render-reports.js';
import { reportRuns } from './report-runs.js';

const root = mkdtempSync(path.join(tmpdir(), 'twinbench-runs-'));
const document = simulatedDocument({ repetitions: 1, failEvery: 1000 });

const good = keep('good', document);
const other = keep('other', { ...document, run: { ...document.run, id: 'other' } });
const newer = keep('newer', { ...document, schemaVersion: 99, run: { ...document.run, id: 'newer' } });
const damaged = keep('damaged', { schemaVersion: 1 });

function keep(name: string, content: unknown): string {
  const folder = path.join(root, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'results.json'), JSON.stringify(content));
  return folder;
}

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('report of several runs', () => {
  test('writes one page and its Markdown beside the first run, and leaves nothing else there', async () => {
    const written = await reportRuns({ names: [good, other], formats: DEFAULT_FORMATS, output: undefined, say: () => undefined });
    expect(written).toEqual([path.join(good, 'report-runs.html'), path.join(good, 'report-runs.md')]);
    expect(readdirSync(good).sort()).toEqual(['report-runs.html', 'report-runs.md', 'results.json']);
  });

  test('keeps the page where a run cannot be read, is damaged, is missing or is named twice, and says so there and here', async () => {
    const said: string[] = [];
    const missing = path.join(root, 'missing');
    const names = [newer, good, damaged, missing, good, other];
    const [file] = await reportRuns({ names, formats: ['md'], output: path.join(root, 'out'), say: (text) => said.push(text) });
    expect(said).toEqual([
      expect.stringMatching(/newer is left out: .*newer Twinbench \(schema 99\)/),
      expect.stringMatching(/damaged is left out: /),
      expect.stringMatching(/missing is left out: there is no results folder or file/),
      expect.stringMatching(/good is left out: it is the same run as /),
    ]);
    const text = readFileSync(file ?? '', 'utf8');
    expect(text).toContain('# 2 runs: B can be compared with A');
    expect(text.match(/Left out:/g)).toHaveLength(4);
  });

  test.each([
    ['no run that can be read', [newer, damaged], ['md'], /schema 99.*\n.*damaged/],
    ['a format for single runs', [good, other], ['csv'], /shown as html or md, not as csv/],
    ['more runs than a page holds', manyRuns(), ['md'], /13 runs do not fit on one page/],
  ])('%s is an error, and nothing is written', async (_, names, formats, message) => {
    const output = path.join(root, 'nothing');
    await expect(reportRuns({ names, formats, output, say: () => undefined })).rejects.toThrow(message);
    expect(readdirSync(root)).not.toContain('nothing');
  });
});

function manyRuns(): string[] {
  return Array.from({ length: 13 }, (_, index) =>
    keep(`many-${index}`, { ...document, run: { ...document.run, id: `many-${index}` } }),
  );
}
