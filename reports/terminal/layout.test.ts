import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignRows, type Column, hanging, visibleWidth, wrapped } from './layout.js';
import { colored } from './paint.js';

const widest = (text: string) => Math.max(...text.split('\n').map(visibleWidth));
const withoutSpaces = (text: string) => text.replace(/\s/g, '');

describe('width', () => {
  it.each([
    ['boot', 4],
    [colored('red', 'boot'), 4],
    ['虚拟机', 6],
    ['e\u0301', 1],
    ['🚀', 2],
    ['µs – …', 6],
  ])('of %j is %s', (text, width) => {
    expect(visibleWidth(text)).toBe(width);
  });
});

describe('wrapping', () => {
  it('keeps within the width, and every character but spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), fc.integer({ min: 4, max: 40 }), (text, width) => {
        const lines = wrapped(text, width, '  ');
        expect(widest(lines)).toBeLessThanOrEqual(width);
        expect(withoutSpaces(lines)).toBe(withoutSpaces(text));
      }),
    );
  });

  it('breaks a path after a slash, and leaves escape sequences whole', () => {
    expect(wrapped('in /data/results/20260101-000000-abcd/report.html', 24)).toBe(
      'in\n/data/results/20260101-\n000000-abcd/report.html',
    );
    const painted = wrapped(colored('bold', 'x'.repeat(30)), 10);
    expect(stripVTControlCharacters(painted)).toBe(['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(10)].join('\n'));
  });

  it('hangs a text beside its label', () => {
    expect(hanging('ok', 'one two three', 14, 4)).toBe('ok    one two\n      three');
  });
});

describe('rows', () => {
  const columns: Column[] = [
    { title: 'what', side: 'left' },
    { title: 'n', side: 'right' },
    { title: 'unit', side: 'left' },
  ];

  it('are aligned, the first column as wide as it needs', () => {
    const rows = [
      ['boot', '12', 'ms'],
      ['stop', '3', ''],
    ];
    expect(alignRows(columns, rows, 80)).toEqual(['what   n  unit', 'boot  12  ms', 'stop   3']);
  });

  it('wrap in the first column', () => {
    const [, row] = alignRows(columns, [['a long title of a metric', '12', 'ms']], 26);
    expect(row).toBe('a long title of   12  ms\n  a metric');
  });

  it('become lists where the other columns leave no room', () => {
    const [head, row] = alignRows(columns, [['a long title of a metric', '12', 'x'.repeat(30)]], 40);
    expect(head).toBe('');
    expect(row).toBe(`a long title of a metric\n  n: 12\n  unit: ${'x'.repeat(30)}`);
  });
});
