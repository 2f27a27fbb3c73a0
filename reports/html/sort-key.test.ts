import { describe, expect, test } from 'vitest';
import { readAmount, sortPlaces } from './sort-key.js';

describe('what a text is sorted by', () => {
  test.each([
    ['1,934', 1934],
    ['−19.2\u00a0ms', -0.0192],
    ['+0.242\u00a0%', 0.242],
    ['±5\u00a0%', 5],
    ['2.77×', 2.77],
    ['32.8\u00a0ms', 0.0328],
    ['3.43\u00a0s', 3.43],
    ['1.92\u00a0µs/op', 1.92e-6],
    ['1.5\u00a0GiB', 1.5 * 2 ** 30],
    ['12\u00a0k ops/s', 12_000],
    ['1.90\u2007', 1.9],
    ['–', undefined],
    ['not measured', undefined],
    ['[1, 2]', undefined],
  ])('%s', (text, amount) => {
    if (amount === undefined) expect(readAmount(text)).toBeUndefined();
    else expect(readAmount(text)).toBeCloseTo(amount, 12);
  });
});

describe('the order of rows', () => {
  const sorted = (texts: string[], order: 'ascending' | 'descending') => sortPlaces(texts, order).map((place) => texts[place]);

  test('is that of amounts across units, with missing ones last both ways', () => {
    const texts = ['2 s', '–', '300 ms', '40 µs'];
    expect(sorted(texts, 'ascending')).toEqual(['40 µs', '300 ms', '2 s', '–']);
    expect(sorted(texts, 'descending')).toEqual(['2 s', '300 ms', '40 µs', '–']);
  });

  test('is that of words where most are words, and keeps that of equal ones', () => {
    expect(sorted(['json', 'Boot 10', 'boot 9', ''], 'ascending')).toEqual(['boot 9', 'Boot 10', 'json', '']);
    expect(sortPlaces(['a', 'a', 'b'], 'descending')).toEqual([2, 0, 1]);
  });
});
