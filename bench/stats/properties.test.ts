import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hodgesLehmann } from './hodges-lehmann.js';
import { holm } from './multiplicity.js';
import { rankSumTest } from './rank-sum.js';
import { signedRankTest } from './signed-rank.js';
import { theilSen } from './theil-sen.js';
import { twoSampleShift } from './two-sample-shift.js';

/** Multiples of 1/8 in a small range: ties are frequent, and sums are exact. */
const value = fc.integer({ min: -400, max: 400 }).map((eighths) => eighths / 8);
const sample = (minLength: number) => fc.array(value, { minLength, maxLength: 12 });
const LEVEL = 0.95;

describe('for every pair of samples', () => {
  it('swapping them negates the shift and its interval', () => {
    fc.assert(
      fc.property(sample(4), sample(4), (first, second) => {
        const [forward, backward] = [twoSampleShift(first, second, LEVEL), twoSampleShift(second, first, LEVEL)];
        expect(forward.estimate).toBeCloseTo(-backward.estimate, 12);
        expect(forward.interval?.low).toBeCloseTo(-(backward.interval?.high ?? Number.NaN), 12);
        expect(rankSumTest(first, second).greater).toBeCloseTo(rankSumTest(second, first).less, 12);
      }),
    );
  });

  it('their order is irrelevant and no probability leaves 0 to 1', () => {
    fc.assert(
      fc.property(sample(1), sample(1), (first, second) => {
        const [test, reversed] = [rankSumTest(first, second), rankSumTest(first.toReversed(), second.toReversed())];
        expect(reversed).toEqual(test);
        for (const probability of [test.greater, test.less, test.twoSided]) {
          expect(probability).toBeGreaterThan(0);
          expect(probability).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('the interval inverts the test: a shift outside of it is refused, where nothing is tied', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1e6 }), { minLength: 10, maxLength: 16 }), (values) => {
        const [first, second] = [values.slice(0, 5), values.slice(5)];
        const interval = twoSampleShift(first, second, LEVEL).interval;
        const shiftedBy = (shift: number) =>
          rankSumTest(
            first,
            second.map((one) => one - shift),
          ).twoSided;
        if (interval === undefined) return;
        expect(shiftedBy(interval.low - 0.5)).toBeLessThanOrEqual(1 - interval.level + 1e-12);
        expect(shiftedBy(interval.high + 0.5)).toBeLessThanOrEqual(1 - interval.level + 1e-12);
      }),
    );
  });
});

describe('for every list of differences', () => {
  it('the interval inverts the test', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 1e6 }), { minLength: 6, maxLength: 14 }), (differences) => {
        const interval = hodgesLehmann(differences, LEVEL).interval;
        const shiftedBy = (shift: number) => signedRankTest(differences.map((one) => one - shift)).twoSided;
        expect(shiftedBy((interval?.low ?? 0) - 0.25)).toBeLessThanOrEqual(1 - (interval?.level ?? 0) + 1e-12);
        expect(shiftedBy((interval?.high ?? 0) + 0.25)).toBeLessThanOrEqual(1 - (interval?.level ?? 0) + 1e-12);
      }),
    );
  });
});

describe('for every line', () => {
  it('the slope is found, and no interval is NaN', () => {
    fc.assert(
      fc.property(value, value, sample(4), (slope, offset, noise) => {
        const x = noise.map((_, index) => index);
        const y = x.map((at) => offset + slope * at);
        expect(theilSen(x, y, LEVEL)?.slope).toBeCloseTo(slope, 9);
        const noisy = theilSen(x, noise, LEVEL);
        expect(noisy?.interval?.low).toBeLessThanOrEqual(noisy?.slope ?? Number.NaN);
        expect(noisy?.interval?.high).toBeGreaterThanOrEqual(noisy?.slope ?? Number.NaN);
      }),
    );
  });
});

describe('for every cloud of points', () => {
  it('negating y mirrors the slope and its interval', () => {
    fc.assert(
      fc.property(sample(4), (y) => {
        const x = y.map((_, index) => index);
        const [up, down] = [
          theilSen(x, y, LEVEL),
          theilSen(
            x,
            y.map((one) => -one),
            LEVEL,
          ),
        ];
        expect(up?.slope).toBeCloseTo(-(down?.slope ?? Number.NaN), 12);
        expect(up?.interval?.low).toBeCloseTo(-(down?.interval?.high ?? Number.NaN), 12);
        expect(up?.interval?.high).toBeCloseTo(-(down?.interval?.low ?? Number.NaN), 12);
      }),
    );
  });
});

describe('for every family', () => {
  it('Holm never makes a p smaller, nor changes their order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), (pValues) => {
        const adjusted = holm(pValues);
        const order = [...pValues.keys()].sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0));
        for (const [place, index] of order.entries()) {
          expect(adjusted[index]).toBeGreaterThanOrEqual(pValues[index] ?? 0);
          expect(adjusted[index]).toBeGreaterThanOrEqual(adjusted[order[place - 1] ?? index] ?? 0);
        }
      }),
    );
  });
});
