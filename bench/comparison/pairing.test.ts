import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from '../analysis/series.js';
import type { Observation } from './observations.js';
import { estimateRatio, pairByBlock } from './pairing.js';

function observation(block: number, value: number, workloadId = 'w'): Observation {
  return { trialId: `${block}-${workloadId}`, workloadId, block, value };
}

const pairs = (...values: [number, number][]) => values.map(([baseline, candidate]) => ({ baseline, candidate }));
const positive = fc.double({ min: 1e-9, max: 1e12, noNaN: true });

describe('pairing', () => {
  it('keeps the blocks that both sides have', () => {
    const baseline = [observation(0, 1), observation(1, 2), observation(2, 3)];
    const candidate = [observation(2, 30), observation(1, 20), observation(7, 70)];
    expect(pairByBlock(baseline, candidate)).toMatchObject(pairs([2, 20], [3, 30]));
    expect(pairByBlock(baseline, [])).toEqual([]);
  });

  it('takes medians over the workloads that both sides have in a block', () => {
    const baseline = [observation(0, 1, 'a'), observation(0, 3, 'b'), observation(0, 1000, 'c')];
    const candidate = [observation(0, 10, 'a'), observation(0, 30, 'b'), observation(0, 999, 'd')];
    expect(pairByBlock(baseline, candidate)).toMatchObject(pairs([2, 20]));
  });
});

describe('ratio', () => {
  it('is absent for what has no ratio', () => {
    expect(estimateRatio([])).toBeUndefined();
    expect(estimateRatio(pairs([1, 2], [0, 2]))).toBeUndefined();
    expect(estimateRatio(pairs([1, -2]))).toBeUndefined();
    expect(estimateRatio(pairs([5e-324, Number.MAX_VALUE]))).toBeUndefined();
    expect(estimateRatio(pairs([Number.MAX_VALUE, 5e-324]))).toBeUndefined();
  });

  it('stands alone below six pairs and has an interval from six', () => {
    expect(estimateRatio(pairs([2, 4]))?.estimate).toBeCloseTo(2, 12);
    expect(estimateRatio(pairs([2, 4], [2, 4], [2, 4], [2, 4], [2, 4]))).not.toHaveProperty('low');
    expect(estimateRatio(pairs([2, 4], [2, 4], [2, 4], [2, 4], [2, 4], [2, 4]))).toMatchObject({ level: 0.96875 });
  });

  it('ignores a common scale and inverts when the sides are swapped', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(positive, positive), { minLength: 1, maxLength: 60 }), (values) => {
        const ratio = estimateRatio(pairs(...values));
        const scaled = estimateRatio(pairs(...values.map(([a, b]): [number, number] => [a * 1000, b * 1000])));
        const swapped = estimateRatio(pairs(...values.map(([a, b]): [number, number] => [b, a])));
        expect((scaled?.estimate ?? 0) / (ratio?.estimate ?? 0)).toBeCloseTo(1, 9);
        expect((swapped?.estimate ?? 0) * (ratio?.estimate ?? 0)).toBeCloseTo(1, 9);
        if (ratio?.low !== undefined) expect(ratio.low * (swapped?.high ?? 0)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('summary', () => {
  it('holds finite numbers alone, whatever the values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 40 }), (values) => {
        const { interval, ...numbers } = summarize(values);
        for (const value of [...Object.values(numbers), ...Object.values(interval ?? {})])
          expect(Number.isFinite(value)).toBe(true);
      }),
    );
  });

  it('of one value has no deviation and no interval', () => {
    expect(summarize([5])).toEqual({ n: 1, median: 5, mean: 5, mad: 0, min: 5, max: 5 });
  });

  it('of a constant is that constant', () => {
    const summary = summarize(new Array(8).fill(0.1));
    expect(summary).toMatchObject({ median: 0.1, mad: 0, min: 0.1, max: 0.1, interval: { low: 0.1, high: 0.1 } });
    expect(summary.standardDeviation).toBeCloseTo(0, 12);
  });
});
