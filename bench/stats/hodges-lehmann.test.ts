import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hodgesLehmann } from './hodges-lehmann.js';
import { signedRankLowerRank } from './signed-rank.js';

const difference = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.double({ min: -2, max: 2, noNaN: true }));

/** Every Walsh average, ascending: the definition, against which the selection is checked. */
function walshAverages(values: readonly number[]): number[] {
  const averages = values.flatMap((a, index) => values.slice(index).map((b) => (a + b) / 2));
  return averages.sort((a, b) => a - b);
}

describe('Hodges–Lehmann', () => {
  it("reproduces R's interval of the depression data", () => {
    const differences = [0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01];
    const { estimate, interval } = hodgesLehmann(differences, 0.95);
    expect(estimate).toBeCloseTo(0.46, 9);
    expect(interval?.low).toBeCloseTo(0.01, 9);
    expect(interval?.high).toBeCloseTo(0.786, 9);
    expect(interval?.level).toBeCloseTo(0.9609375, 12);
  });

  it('selects the same Walsh averages as listing them all', () => {
    fc.assert(
      fc.property(fc.array(difference, { minLength: 1, maxLength: 60 }), (values) => {
        const averages = walshAverages(values);
        const { estimate, interval } = hodgesLehmann(values, 0.95);
        const at = (rank: number) => averages[rank - 1] ?? Number.NaN;
        const count = averages.length;
        expect(estimate).toBeCloseTo(at((count + 1) >> 1) / 2 + at((count + 2) >> 1) / 2, 12);
        const rank = signedRankLowerRank(values.length, 0.95)?.rank;
        expect(interval === undefined).toBe(rank === undefined);
        if (!interval || rank === undefined) return;
        expect(interval.low).toBeCloseTo(at(rank), 12);
        expect(interval.high).toBeCloseTo(at(count + 1 - rank), 12);
      }),
    );
  });

  it('negates when the sides are swapped, ignores order, and holds its estimate inside its interval', () => {
    fc.assert(
      fc.property(fc.array(difference, { minLength: 6, maxLength: 60 }), (values) => {
        const forward = hodgesLehmann(values, 0.95);
        const backward = hodgesLehmann(
          values.map((value) => -value),
          0.95,
        );
        expect(backward.estimate).toBeCloseTo(-forward.estimate, 12);
        expect(backward.interval?.low).toBeCloseTo(-(forward.interval?.high ?? Number.NaN), 12);
        expect(hodgesLehmann(values.toReversed(), 0.95)).toEqual(forward);
        expect(forward.interval?.low).toBeLessThanOrEqual(forward.estimate);
        expect(forward.interval?.high).toBeGreaterThanOrEqual(forward.estimate);
      }),
    );
  });

  it('is the constant itself for constant differences, and stands alone below six', () => {
    expect(hodgesLehmann(new Array(8).fill(0.25), 0.95)).toMatchObject({ estimate: 0.25, interval: { low: 0.25, high: 0.25 } });
    expect(hodgesLehmann([3], 0.95)).toEqual({ estimate: 3 });
    expect(hodgesLehmann([1, 2, 3, 4, 5], 0.95)).toEqual({ estimate: 3 });
  });

  it('covers the truth as often as it says', () => {
    const random = seeded(7);
    const coverage = (n: number) => {
      let covered = 0;
      for (let trial = 0; trial < 3000; trial += 1) {
        const values = Array.from({ length: n }, () => random() + random() + random() - 1.5);
        const interval = hodgesLehmann(values, 0.95).interval;
        if (interval && interval.low <= 0 && interval.high >= 0) covered += 1;
      }
      return covered / 3000;
    };
    for (const n of [6, 10, 20]) expect(coverage(n)).toBeGreaterThan(0.935);
  });
});

/** A small linear congruential generator (Numerical Recipes): enough to draw samples that repeat. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
