/** Statistics of series in the order of time, against published values and by hand. */
import fc from 'fast-check';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { autocorrelation } from './autocorrelation.js';
import { changePoints } from './change-points.js';
import { mean, standardDeviation } from './describe.js';
import { mannKendall } from './mann-kendall.js';
import { predict } from './prediction.js';
import { signedRankTest } from './signed-rank.js';
import { tUpperQuantile } from './student-t.js';
import { twoSampleShift } from './two-sample-shift.js';
import { winsorize } from './winsorize.js';

function options(seed = 1) {
  const generator = xoroshiro128plus(seed);
  return { alpha: 0.01, shortest: 5, permutations: 499, randomBelow: (n: number) => uniformInt(generator, 0, n - 1) };
}

const indexes = (values: readonly number[]) => changePoints(values, options()).map(({ index }) => index);

describe('change points', () => {
  it('are those of Otava’s test series and of two levels', () => {
    const before = [1.02, 0.95, 0.99, 1, 1.12, 0.9, 0.99, 1.01, 1.02, 0.97];
    const after = [0.5, 0.52, 0.48, 0.51, 0.51, 0.49, 0.49, 0.51, 0.5, 0.49];
    expect(indexes([...before, ...after])).toEqual([10]);
    const levels = (level: number) => new Array<number>(1000).fill(level);
    expect(indexes([...levels(0), ...levels(1)])).toEqual([1000]);
    expect(indexes([...levels(0), ...levels(1), ...levels(0)])).toEqual([1000, 2000]);
  });

  it('need more than one wild value, and more values than two segments', () => {
    const flat = Array.from({ length: 40 }, (_, index) => Math.sin(index * 12.9898));
    expect(indexes(flat.map((value, index) => (index === 20 ? 1000 : value)))).toEqual([]);
    expect(indexes([1, 1, 1, 1, 9, 9, 9, 9, 9])).toEqual([]);
    expect(indexes([])).toEqual([]);
    expect(indexes(new Array<number>(50).fill(3))).toEqual([]);
  });

  it('are the same for the same seed', () => {
    const values = Array.from({ length: 60 }, (_, index) => Math.sin(index * 78.233) + (index > 30 ? 3 : 0));
    expect(changePoints(values, options(4))).toEqual(changePoints(values, options(4)));
    expect(indexes(values)).toEqual([31]);
  });
});

/** NIST StRD, Michelson's speeds of light: 100 values, certified mean 299.8524, standard deviation .0790105478190518, r .535199668621283. */
const MICHELSON = (
  '850 740 900 1070 930 850 950 980 980 880 1000 980 930 650 760 810 1000 1000 960 960 ' +
  '960 940 960 940 880 800 850 880 900 840 830 790 810 880 880 830 800 790 760 800 ' +
  '880 880 880 860 720 720 620 860 970 950 880 910 850 870 840 840 850 840 840 840 ' +
  '890 810 810 820 800 770 760 740 750 760 910 920 890 860 880 720 840 850 850 780 ' +
  '890 840 780 810 760 810 790 810 820 850 870 870 810 740 810 940 950 800 810 870'
)
  .split(' ')
  .map((value) => 299 + Number(value) / 1000);

describe('autocorrelation', () => {
  it('is NIST’s of the speeds of light', () => {
    expect(mean(MICHELSON)).toBeCloseTo(299.8524, 10);
    expect(standardDeviation(MICHELSON)).toBeCloseTo(0.0790105478190518, 12);
    expect(autocorrelation(MICHELSON)).toBeCloseTo(0.535199668621283, 10);
  });

  it('is 0 for what does not vary', () => {
    expect(autocorrelation([2, 2, 2])).toBe(0);
  });
});

describe('prediction of a future value', () => {
  it('is the t interval of past values', () => {
    const { center, standardError, degreesOfFreedom } = predict([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    // 5.5 + t(.95, 9) · s · √(1 + 1/10) with t = 1.8331129327 and s = 3.0276503541.
    const limit = center + tUpperQuantile(0.05, degreesOfFreedom) * standardError;
    expect(limit).toBeCloseTo(5.5 + 1.8331129327 * 3.0276503541 * Math.sqrt(1.1), 7);
    expect(predict([1, 2, 3], 2).standardError).toBeCloseTo(Math.sqrt(1 / 2 + 1 / 3), 12);
  });

  it('of what never varied is certain', () => {
    expect(predict([2, 2, 2])).toMatchObject({ center: 2, standardError: 0 });
  });
});

describe('winsorising', () => {
  it('draws in what is far out and leaves the rest', () => {
    // Median 3, MAD 1: reach 3 · 1.4826.
    const [, , , , wild, ...rest] = winsorize([1, 2, 3, 4, 100], { most: 3, floor: 0 });
    expect(wild).toBeCloseTo(3 + 3 * 1.4826, 12);
    expect(rest).toEqual([]);
    expect(winsorize([1, 1, 1, 9], { most: 3, floor: 0.5 })).toEqual([1, 1, 1, 2.5]);
  });
});

describe('trend', () => {
  it('is Mann’s and Kendall’s', () => {
    // Every pair rises: S = 10 · 9 / 2, variance 10 · 9 · 25 / 18 = 125, z = 44 / √125.
    const rising = mannKendall([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(rising).toMatchObject({ statistic: 45, tau: 1, twoSided: expect.closeTo(8.303e-5, 7) });
    expect(mannKendall([3, 3, 3, 3, 3])).toEqual({ statistic: 0, tau: 0, twoSided: 1 });
    expect(mannKendall([1])).toEqual({ statistic: 0, tau: 0, twoSided: 1 });
  });
});

const value = fc.double({ min: -100, max: 100, noNaN: true });

describe('whatever the values', () => {
  it('the shift of large samples is that of listing every difference', () => {
    const sample = (length: number, step: number) => Array.from({ length }, (_, index) => Math.sin(index * step) * 10);
    const [first, second] = [sample(520, 12.9898), sample(501, 78.233)];
    const listed = second.flatMap((one) => first.map((other) => one - other)).sort((a, b) => a - b);
    const { estimate, interval } = twoSampleShift(first, second, 0.95);
    const middle = listed.length / 2;
    expect(estimate).toBeCloseTo(((listed[middle - 1] ?? 0) + (listed[middle] ?? 0)) / 2, 12);
    expect(listed).toContain(interval?.low);
    expect(listed).toContain(interval?.high);
  });

  it('signed ranks without ties are those of every choice of signs', () => {
    fc.assert(
      fc.property(fc.uniqueArray(value, { minLength: 1, maxLength: 10, selector: Math.abs }), (values) => {
        const sizes = values
          .filter((one) => one !== 0)
          .map(Math.abs)
          .sort((a, b) => a - b);
        const own = values.reduce((sum, one) => sum + (one > 0 ? sizes.indexOf(one) + 1 : 0), 0);
        let atLeast = 0;
        for (let choice = 0; choice < 2 ** sizes.length; choice += 1) {
          const sum = sizes.reduce((total, _, index) => total + ((choice >> index) & 1 ? index + 1 : 0), 0);
          if (sum >= own) atLeast += 1;
        }
        expect(signedRankTest(values).greater).toBeCloseTo(atLeast / 2 ** sizes.length, 12);
      }),
      { numRuns: 100 },
    );
  });
});
