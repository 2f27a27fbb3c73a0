import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseResults } from '../../bench/contract/read.js';
import { documentWithoutEvidence } from '../../tests/evidence-variants.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { csvField, csvReporter } from './csv.js';

const document = parseResults(readFileSync('tests/golden/results.json', 'utf8'), 'results.json');

/** RFC 4180, strictly: quoted fields may hold anything, others neither quote, comma nor line break. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  let row: string[] = [];
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (!match) throw new Error('not RFC 4180');
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== '\r\n') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('CSV', () => {
  it('has one row for each figure and one for each trial without figures', () => {
    const [file] = csvReporter.render(document, { baseName: 'report' });
    expect(file?.path).toBe('report.csv');
    const [head, ...rows] = parseCsv([...(file?.pieces ?? [])].join(''));
    const without = document.trials.filter(({ measurements }) => measurements.length === 0);
    const figures = document.trials.flatMap(({ measurements }) => measurements);
    expect(rows).toHaveLength(figures.length + without.length);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([head?.length]));
    const column = (name: string) => rows.map((row) => row[head?.indexOf(name) ?? -1]);
    expect(
      column('value')
        .filter((value) => value !== '')
        .map(Number),
    ).toEqual(figures.map(({ value }) => value));
    expect(new Set(column('accelerator'))).toEqual(new Set(['', 'tcg']));
    expect(new Set(column('outcome'))).toEqual(new Set(['completed', 'failed', 'timed-out']));
  });

  it('has the calibration and the steps of density in files of their own, only where there are any', () => {
    const full = evidenceDocument();
    const files = new Map(
      csvReporter.render(full, { baseName: 'r' }).map(({ path, pieces }) => [path, parseCsv([...pieces].join(''))]),
    );
    expect([...files.keys()]).toEqual(['r.csv', 'r-calibration.csv', 'r-density.csv']);
    expect(files.get('r-calibration.csv')).toHaveLength((full.calibration?.entries.length ?? 0) + 1);
    expect(files.get('r-density.csv')).toHaveLength(63 + 27 + 1);
    const [head = [], ...rows] = files.get('r.csv') ?? [];
    expect(new Set(rows.map((row) => row[head.indexOf('contaminated')]))).toEqual(new Set(['true', 'false']));
    expect(csvReporter.render(documentWithoutEvidence(), { baseName: 'r' })).toHaveLength(1);
  });

  it('brings any text through, but no formula to a spreadsheet', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const [[read] = []] = parseCsv(`${csvField(text)}\r\n`);
        expect([text, `'${text}`]).toContain(read);
        expect(read).not.toMatch(/^[=+\-@\t\r\n]/);
      }),
    );
    expect(csvField('=HYPERLINK("x","y")')).toBe(`"'=HYPERLINK(""x"",""y"")"`);
  });

  it('leaves numbers alone', () => {
    expect([csvField(-1.5), csvField(1e-9), csvField(0), csvField(true), csvField(undefined)]).toEqual([
      '-1.5',
      '1e-9',
      '0',
      'true',
      '',
    ]);
  });
});
