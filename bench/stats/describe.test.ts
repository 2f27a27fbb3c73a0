import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, median, medianAbsoluteDeviation, standardDeviation } from './describe.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('descriptive statistics', () => {
  it('reproduces the NIST reference data sets that defeat one-pass sums', () => {
    expect(standardDeviation([10000001, 10000003, 10000002])).toBe(1);
    const alternating = (base: number) => [
      base + 0.2,
      ...Array.from({ length: 1000 }, (_, i) => base + (i % 2 === 0 ? 0.1 : 0.3)),
    ];
    expect(standardDeviation(alternating(1))).toBeCloseTo(0.1, 12);
    expect(standardDeviation(alternating(1_000_000))).toBeCloseTo(0.1, 9);
    expect(standardDeviation(alternating(10_000_000))).toBeCloseTo(0.1, 8);
    expect(mean(alternating(10_000_000))).toBeCloseTo(10_000_000.2, 7);
  });

  it('takes the middle of an even count and leaves the median absolute deviation unscaled', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(medianAbsoluteDeviation([1, 2, 3, 4, 100])).toBe(1);
    expect(standardDeviation([7])).toBeUndefined();
  });

  it('stays finite and inside the range for any finite numbers', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 30 }), (values) => {
        const [low, high] = [Math.min(...values), Math.max(...values)];
        for (const value of [median(values), mean(values)]) {
          const slack = Math.max(Math.abs(low), Math.abs(high)) * 1e-12;
          expect(value).toBeGreaterThanOrEqual(low - slack);
          expect(value).toBeLessThanOrEqual(high + slack);
        }
        expect(Number.isFinite(medianAbsoluteDeviation(values))).toBe(true);
        expect(Number.isFinite(standardDeviation(values) ?? 0)).toBe(true);
      }),
    );
  });

  it('scales with its values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 30 }), (values) => {
        const quadrupled = values.map((value) => value * 4);
        expect(median(quadrupled)).toBe(median(values) * 4);
        expect(medianAbsoluteDeviation(quadrupled)).toBe(medianAbsoluteDeviation(values) * 4);
        expect(standardDeviation(quadrupled)).toBeCloseTo((standardDeviation(values) ?? 0) * 4, 6);
      }),
    );
  });
});
