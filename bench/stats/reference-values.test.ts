/** Values computed with R 4.6.0, or published, as listed beside each. */
import { describe, expect, it } from 'vitest';
import { clopperPearson } from '../../tests/clopper-pearson.js';
import { ascending, mean, medianAbsoluteDeviation, robustSpread, standardDeviation } from './describe.js';
import { hodgesLehmann } from './hodges-lehmann.js';
import { benjaminiHochberg, holm } from './multiplicity.js';
import { quantileOfAscending } from './quantile.js';
import { quantileInterval } from './quantile-interval.js';
import { rankSumLowerRank, rankSumTest } from './rank-sum.js';
import { fewestPairs, pairsFor } from './sample-size.js';
import { signedRankLowerRank, signedRankTest } from './signed-rank.js';
import { tUpperQuantile, tUpperTail, welch } from './student-t.js';
import { theilSen } from './theil-sen.js';
import { twoSampleShift } from './two-sample-shift.js';

/** Relative. */
function expectNear(actual: number | undefined, expected: number, tolerance: number): void {
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}

/** R's ?wilcox.test: depression scale before and after (Hollander & Wolfe 1973, p. 29 f.). */
const BEFORE = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

describe('signed-rank', () => {
  const differences = BEFORE.map((value, index) => value - (AFTER[index] ?? 0));

  it('tests as R does', () => {
    const test = signedRankTest(differences);
    expect(test.statistic).toBe(40);
    expectNear(test.greater, 0.01953125, 1e-9);
    expectNear(test.twoSided, 0.0390625, 1e-9);
  });

  it('estimates as R does', () => {
    const { estimate, interval } = hodgesLehmann(differences, 0.95);
    expectNear(estimate, 0.46, 1e-9);
    expectNear(interval?.low, 0.01, 1e-9);
    expectNear(interval?.high, 0.786, 1e-9);
    expectNear(interval?.level, 0.9609375, 1e-9);
  });

  it('has R’s quantile of the null distribution', () => {
    expect(signedRankLowerRank(10, 0.95)?.rank).toBe(9);
  });
});

describe('rank-sum', () => {
  it.each([
    [[1, 2, 3, 4], [5, 6, 7, 8], 2 / 70],
    [[1, 2, 3], [5, 6, 7], 0.1],
    [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 2 / 252],
  ])('tests %j against %j as R does', (first, second, twoSided) => {
    expectNear(rankSumTest(first, second).twoSided, twoSided, 1e-9);
    expectNear(rankSumTest(second, first).twoSided, twoSided, 1e-9);
  });

  it('has R’s quantile of the null distribution', () => {
    expect(rankSumLowerRank(10, 10, 0.95)?.rank).toBe(24);
  });

  it('needs four against four for 95 %', () => {
    expect(rankSumLowerRank(3, 4, 0.95)).toBeUndefined();
    expect(rankSumLowerRank(4, 4, 0.95)).toEqual({ rank: 1, level: expect.closeTo(1 - 2 / 70, 12) });
  });

  it('is exact with ties: every arrangement counted by hand', () => {
    // Of the six choices of two ranks out of 1, 2.5, 2.5, 4 the sums are 3.5, 3.5, 5, 5, 6.5, 6.5.
    expectNear(rankSumTest([1, 2], [2, 3]).greater, 2 / 6, 1e-12);
    expectNear(rankSumTest([1, 2], [2, 3]).less, 1, 1e-12);
  });

  it('calls samples of one and the same value no effect', () => {
    expect(rankSumTest([5, 5, 5], [5, 5, 5]).twoSided).toBe(1);
    expect(twoSampleShift([5, 5, 5, 5], [5, 5, 5, 5], 0.95)).toMatchObject({ estimate: 0, interval: { low: 0, high: 0 } });
  });

  it('goes over into its normal approximation', () => {
    const first = Array.from({ length: 60 }, (_, index) => Math.sin(index * 12.9898) * 43_758.5453);
    const second = first.map((value) => value * 1.001 + 3);
    const half = (values: readonly number[]) => values.slice(0, 45);
    expect(rankSumTest(first, second).twoSided).toBeCloseTo(rankSumTest(half(first), half(second)).twoSided, 1);
    expect(rankSumLowerRank(51, 50, 0.95)?.level).toBeGreaterThan(0.94);
  });
});

describe('quantiles', () => {
  const values = [1, 2, 3, 4, 10];

  it.each([
    [0, 1],
    [0.25, 2],
    [0.5, 3],
    [0.9, 7.6],
    [0.95, 8.8],
    [0.99, 9.76],
    [1, 10],
  ])('%d by type 7', (probability, expected) => {
    expectNear(quantileOfAscending(values, probability), expected, 1e-9);
  });

  const ranks = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

  it.each([
    [6, 0.5, 1, 6, 0.969],
    [10, 0.5, 2, 9, 0.979],
    [20, 0.5, 6, 15, 0.959],
    [30, 0.5, 10, 21, 0.957],
    [100, 0.95, 90, 100, 0.983],
    [200, 0.95, 184, 197, 0.967],
    [500, 0.99, 490, 500, 0.98],
    [1000, 0.99, 983, 997, 0.976],
  ])('of %d values the %d lies between ranks', (n, probability, low, high, level) => {
    expect(quantileInterval(ranks(n), probability, 0.95)).toEqual({ low, high, level: expect.closeTo(level, 2) });
  });

  it.each([
    [36, 0.9],
    [72, 0.95],
    [368, 0.99],
  ])('first has both ends at n = %d for %d', (n, probability) => {
    expect(quantileInterval(ranks(n), probability, 0.95)?.low).toBeDefined();
    expect(quantileInterval(ranks(n - 1), probability, 0.95)?.low).toBeUndefined();
  });

  it.each([
    [29, 0.9],
    [59, 0.95],
    [299, 0.99],
  ])('has an upper bound from n = %d for %d, and nothing below', (n, probability) => {
    expect(quantileInterval(ranks(n), probability, 0.95)).toEqual({ high: n, level: expect.closeTo(0.95, 2) });
    expect(quantileInterval(ranks(n - 1), probability, 0.95)).toBeUndefined();
  });
});

describe('many questions', () => {
  it('is corrected as R’s p.adjust does', () => {
    const values = [0.01, 0.02, 0.03, 0.04, 0.05];
    for (const [index, expected] of [0.05, 0.08, 0.09, 0.09, 0.09].entries()) expectNear(holm(values)[index], expected, 1e-9);
    for (const adjusted of benjaminiHochberg(values)) expectNear(adjusted, 0.05, 1e-9);
    expect(holm([0.9, 0.001])).toEqual([0.9, 0.002]);
  });
});

describe('shares', () => {
  it('have R’s exact intervals', () => {
    const three = clopperPearson(3, 200, 0.95);
    expect(three.low).toBeCloseTo(0.0031041, 7);
    expect(three.high).toBeCloseTo(0.0432083, 7);
    expect(clopperPearson(0, 300, 0.95).low).toBe(0);
    expect(clopperPearson(0, 300, 0.95).high).toBeCloseTo(0.012221, 6);
    expect(clopperPearson(300, 300, 0.95).high).toBe(1);
  });
});

describe('Student’s t', () => {
  it('has the quantiles of R and of published tables', () => {
    expectNear(tUpperQuantile(0.025, 9), 2.26215716279, 1e-7);
    expectNear(tUpperQuantile(0.025, 4), 2.7764451052, 1e-7);
    expectNear(tUpperQuantile(0.005, 1), 63.6567411629, 1e-7);
    expectNear(tUpperTail(2.26215716279, 9), 0.025, 1e-7);
    expect(tUpperTail(0, 5)).toBeCloseTo(0.5, 15);
  });

  it('compares means of unequal spread as R’s t.test does', () => {
    // R's sleep data: extra hours, group 1 and 2 (Cushny & Peebles 1905): t = -1.8608, df = 17.776, p = 0.07939, 95 % [-3.3654832, 0.2054832].
    const one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    const two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const compared = welch(one, two, 0.95);
    expect(compared?.degreesOfFreedom).toBeCloseTo(17.776474, 5);
    expect(compared?.twoSided).toBeCloseTo(0.07939414, 7);
    expectNear(compared?.interval.high, 3.3654832, 1e-7);
    expectNear(compared?.interval.low, -0.2054832, 1e-6);
    expect(welch([1], [2, 3], 0.95)).toBeUndefined();
    expect(welch([1, 1], [2, 2], 0.95)).toBeUndefined();
  });
});

describe('spread', () => {
  it('is that of NIST’s reference data sets', () => {
    expect(standardDeviation([10_000_001, 10_000_003, 10_000_002])).toBe(1);
    const accurate = (base: number) => [base + 0.2, ...Array.from({ length: 500 }, () => [base + 0.1, base + 0.3]).flat()];
    expectNear(standardDeviation(accurate(1)), 0.1, 1e-12);
    expectNear(standardDeviation(accurate(1_000_000)), 0.1, 1e-8);
    expectNear(standardDeviation(accurate(10_000_000)), 0.1, 1e-8);
    expectNear(mean(accurate(10_000_000)), 10_000_000.2, 1e-15);
  });

  it('by absolute deviations is not moved by one value', () => {
    expectNear(1.4826 * medianAbsoluteDeviation([1, 2, 3, 4, 100]), 1.4826, 1e-12);
  });

  it('is the larger of both, so that neither spikes nor two levels are overlooked', () => {
    expectNear(robustSpread([1, 2, 3, 4, 100]), standardDeviation([1, 2, 3, 4, 100]) ?? 0, 1e-12);
    expectNear(robustSpread([0, 0, 0, 1, 1, 1]), 1.4826 / 2, 1e-12);
    expect(robustSpread([7])).toBe(0);
  });
});

describe('slope', () => {
  it('is found through a wild point', () => {
    const x = ascending(Array.from({ length: 20 }, (_, index) => index));
    const y = x.map((value, index) => 7 * value + Math.sin(index * 7) + (index === 13 ? 500 : 0));
    const found = theilSen(x, y, 0.95);
    expect(found?.slope).toBeCloseTo(7, 1);
    expect(found?.interval?.low).toBeLessThan(7);
    expect(found?.interval?.high).toBeGreaterThan(7);
    expect(theilSen([1, 1, 1], [2, 3, 4], 0.95)).toBeUndefined();
    expect(theilSen([1, 2], [5, 7], 0.95)).toEqual({ slope: 2 });
  });
});

describe('how many pairs', () => {
  it('are needed at all, by level', () => {
    expect([0.01, 0.05, 0.01 / 3, 0.01 / 30].map(fewestPairs)).toEqual([7, 5, 9, 12]);
  });

  it('grow with the square of spread over effect', () => {
    const plan = { alpha: 0.01, power: 0.9 };
    const [wide, narrow] = [pairsFor(0.05, 0.1, plan), pairsFor(0.05, 0.05, plan)];
    expect(wide / narrow).toBeCloseTo(4, 0);
    expect(pairsFor(1, 0.001, plan)).toBe(7);
  });
});
