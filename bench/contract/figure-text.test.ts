import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPercent, formatRounded, formatSignificant } from './figure-text.js';

const ordinary = fc.oneof(
  fc.double({ min: -1e15, max: 1e15, noNaN: true }),
  fc.double({ min: -1e4, max: 1e4, noNaN: true }),
  fc.double({ min: -1e-3, max: 1e-3, noNaN: true }),
);
const digits = fc.integer({ min: 1, max: 6 });

it('is rounded and grouped where it is an estimate', () => {
  expect([7, 93, 118, 3_812, 32_614].map(formatRounded)).toEqual(['7', '93', '120', '3,800', '33,000']);
});

describe('a figure in a message', () => {
  it.each([
    [110, 2, '110'],
    [99.7, 2, '100'],
    [1, 2, '1.0'],
    [0.0123, 2, '0.012'],
    [-0, 2, '0.0'],
    [12_345, 3, '12300'],
    [0.00000012, 2, '0.00000012'],
  ])('%d with %d digits → %s', (value, count, text) => expect(formatSignificant(value, count)).toBe(text));

  it('is a percentage', () => {
    expect(formatPercent(1.1, 2)).toBe('110 %');
    expect(formatPercent(0.004, 2)).toBe('0.40 %');
  });

  it('has no exponent, keeps its digits and has a sign only below zero', () => {
    fc.assert(
      fc.property(ordinary, digits, (value, count) => {
        const text = formatSignificant(value, count);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(text).not.toMatch(/^-0(\.0*)?$/);
        if (Math.abs(value) > 1e-90) expect(Number(text)).toBe(Number(value.toPrecision(count)));
      }),
      { numRuns: 3000 },
    );
  });
});
