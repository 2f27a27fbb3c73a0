import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignDecimals, formatAlone, formatNumber, formatQuantity, formatRatio, pickScale } from './quantity.js';

describe('one scale for what is read together', () => {
  test('milliseconds hold a container beside an emulated guest', () => {
    const values = [0.00101, 0.00378, 1.551];
    const scale = pickScale('second', values);
    expect(values.map((value) => formatQuantity(scale, value))).toEqual(['1.01\u00a0ms', '3.78\u00a0ms', '1,551\u00a0ms']);
  });

  test('bytes are IEC', () => {
    expect(formatAlone('byte', 512 * 2 ** 20)).toBe('512\u00a0MiB');
    expect(formatAlone('byte', 1_000_000)).toBe('977\u00a0KiB');
    expect(formatAlone('byte', 0)).toBe('0\u00a0B');
  });

  test('values just below a unit stay in the finer one', () => {
    expect(pickScale('operation-per-second', [120, 240]).unit).toBe('ops/s');
    expect(pickScale('second', [0.2, 1.2]).unit).toBe('s');
  });

  test('throughput, time per operation and shares', () => {
    expect(formatAlone('operation-per-second', 540_123)).toBe('540\u00a0k ops/s');
    expect(formatAlone('second-per-operation', 0.0000042)).toBe('4.20\u00a0µs/op');
    expect(formatAlone('ratio', 0.0123)).toBe('1.23\u00a0%');
    expect(formatAlone('count', 7)).toBe('7.00');
  });

  test('a spread too wide for the finest unit takes a coarser one', () => {
    expect(pickScale('second', [0.00000002, 3]).unit).toBe('ms');
  });

  test('no values and zeros alone still have a scale', () => {
    expect(pickScale('second', []).factor).toBeGreaterThan(0);
    expect(formatAlone('second', 0)).toBe('0\u00a0ns');
  });
});

describe('numbers', () => {
  test.each([
    [1.92, '1.92'],
    [19.2, '19.2'],
    [0.0112, '0.0112'],
    [1934.4, '1,934'],
    [-0.5, '−0.500'],
    [0, '0'],
  ])('%d → %s', (value, expected) => expect(formatNumber(value)).toBe(expected));

  test('keep at least three significant digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (value) => {
        const shown = Number(formatNumber(value).replaceAll(',', ''));
        expect(Math.abs(shown - value) / value).toBeLessThanOrEqual(0.0051);
      }),
    );
  });

  test('are rounded as by Intl.NumberFormat, which rounds the decimal number that one reads', () => {
    const ties = fc.integer({ min: -99_999, max: 99_999 }).map((value) => value / 2000);
    fc.assert(
      fc.property(
        fc.oneof(ties, fc.double({ min: -2000, max: 2000, noNaN: true })),
        fc.integer({ min: 1, max: 4 }),
        (value, digits) => {
          fc.pre(Math.abs(value) >= 1e-9);
          const decimals = Math.min(Math.max(digits - 1 - Math.floor(Math.log10(Math.abs(value))), 0), 9);
          const format = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
          expect(formatNumber(value, digits)).toBe(format.format(value).replace('-', '−'));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('have neither an exponent nor a sign on a zero, whatever their size', () => {
    const sizes = fc
      .integer({ min: -12, max: 15 })
      .chain((exponent) => fc.double({ min: -1, max: 1, noNaN: true }).map((part) => part * 10 ** exponent));
    fc.assert(
      fc.property(sizes, (value) => {
        const text = formatNumber(value);
        expect(text).toMatch(/^−?[\d,]+(\.\d+)?$/);
        expect(text).not.toMatch(/^−[0.]*$/);
      }),
      { numRuns: 3000 },
    );
  });

  test('ratios', () => expect(formatRatio(2.7712)).toBe('2.77×'));
});

describe('decimal points line up', () => {
  test('in a column of mixed precision every text ends equally far behind its point', () => {
    const padded = alignDecimals(['0.605', '2.11', '69.0', '1,219', '–']);
    expect(padded).toEqual(['0.605', '2.11\u2007', '69.0\u2007\u2007', '1,219\u2008\u2007\u2007\u2007', '–']);
  });

  test('a suffix is not counted as decimals', () => {
    expect(alignDecimals(['2.77×', '1,531×'])).toEqual(['2.77×', '1,531×\u2008\u2007\u2007']);
  });
});
