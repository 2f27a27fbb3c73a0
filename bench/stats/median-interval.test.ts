import { describe, expect, it } from 'vitest';
import { medianInterval } from './median-interval.js';

const ranks = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('interval of the median', () => {
  it('does not exist below six values at 95 % and eight at 99 %', () => {
    expect(medianInterval(ranks(5), 0.95)).toBeUndefined();
    expect(medianInterval(ranks(7), 0.99)).toBeUndefined();
    expect(medianInterval(ranks(8), 0.99)).toMatchObject({ low: 1, high: 8 });
    expect(medianInterval([], 0.95)).toBeUndefined();
  });

  /** Ranks and achieved levels from the binomial distribution (scipy 1.17, binom.cdf). */
  it.each([
    [6, 1, 0.96875],
    [10, 2, 0.978515625],
    [20, 6, 0.9586105346679688],
    [30, 10, 0.9572260547429323],
    [72, 28, 0.9556290799919743],
    [1000, 469, 0.9537088026395019],
  ])('for %i values starts at rank %i', (n, rank, level) => {
    const interval = medianInterval(ranks(n), 0.95);
    expect(interval).toMatchObject({ low: rank, high: n + 1 - rank });
    expect(Math.abs((interval?.level ?? 0) - level)).toBeLessThan(1e-12);
  });

  it('narrows to the middle for a hundred thousand values', () => {
    const interval = medianInterval(ranks(100_000), 0.95);
    expect(interval?.low).toBe(49_690);
    expect(interval?.level).toBeGreaterThanOrEqual(0.95);
  });
});
