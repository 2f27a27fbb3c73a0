import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signedRankLowerRank, signedRankTest } from './signed-rank.js';

/** Hamilton depression scale factor; the example of R's wilcox.test and of Hollander & Wolfe. */
const DEPRESSION_BEFORE = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const DEPRESSION_AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

describe('signed-rank test', () => {
  it('reproduces the published exact probabilities', () => {
    const test = signedRankTest(DEPRESSION_BEFORE.map((before, index) => before - (DEPRESSION_AFTER[index] ?? 0)));
    expect(test.statistic).toBe(40);
    expect(test.greater).toBeCloseTo(0.01953125, 12);
    expect(test.twoSided).toBeCloseTo(0.0390625, 12);
  });

  /** scipy 1.17: wilcoxon(d, correction=True, method='approx'); tied, with zeros, 58 of 60 differences count. */
  it('reproduces the approximation with ties above 50 differences', () => {
    const tied = Array.from({ length: 60 }, (_, index) => Math.round(Math.sin(index + 1) * 10 + 1.5));
    const test = signedRankTest(tied);
    expect(test.n).toBe(58);
    expect(test.statistic).toBe(1123.5);
    expect(test.greater).toBeCloseTo(0.0189408579695056, 12);
    expect(test.twoSided).toBeCloseTo(0.0378817159390112, 12);
  });

  it('has no effect to see in zeros alone', () => {
    expect(signedRankTest([0, 0, 0])).toMatchObject({ statistic: 0, n: 0, twoSided: 1 });
  });

  it('mirrors when the sides are swapped and ignores scale', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 70 }), (differences) => {
        const test = signedRankTest(differences);
        const swapped = signedRankTest(differences.map((difference) => -difference));
        expect(swapped.greater).toBeCloseTo(test.less, 12);
        expect(signedRankTest(differences.map((difference) => difference * 8))).toEqual(test);
        expect(test.twoSided).toBeGreaterThanOrEqual(0);
        expect(test.twoSided).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('rank of the interval', () => {
  it('follows the exact quantiles', () => {
    expect(signedRankLowerRank(10, 0.95)?.rank).toBe(9);
    expect(signedRankLowerRank(9, 0.95)?.level).toBeCloseTo(0.9609375, 12);
    expect(signedRankLowerRank(6, 0.95)).toEqual({ rank: 1, level: 0.96875 });
    expect(signedRankLowerRank(5, 0.95)).toBeUndefined();
  });

  it('changes smoothly where the approximation takes over', () => {
    const [exact, approximate] = [signedRankLowerRank(50, 0.95), signedRankLowerRank(51, 0.95)];
    expect(exact?.rank).toBe(435);
    expect(approximate?.rank).toBe(454);
    expect(approximate?.level).toBeGreaterThanOrEqual(0.95);
  });
});
