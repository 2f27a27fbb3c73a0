import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { select } from './select.js';

const numbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), { minLength: 1, maxLength: 60 });

describe('select', () => {
  it('finds what a sort would put there, and divides the others by it', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), (list, seed) => {
        const values = Float64Array.from(list);
        const rank = seed % values.length;
        const sorted = Float64Array.from(list).sort();
        expect(select(values, rank) + 0).toBe((sorted[rank] ?? 0) + 0);
        expect([...values.slice(0, rank)].every((value) => value <= (values[rank] ?? 0))).toBe(true);
        expect([...values.slice(rank)].every((value) => value >= (values[rank] ?? 0))).toBe(true);
        expect(Float64Array.from(values, (value) => value + 0).sort()).toEqual(
          Float64Array.from(sorted, (value) => value + 0).sort(),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves alone what lies outside of where it is told to look', () => {
    const values = Float64Array.from([9, 8, 3, 1, 2, 0, 7]);
    expect(select(values, 3, 2, 4)).toBe(2);
    expect([...values.slice(0, 2), ...values.slice(5)]).toEqual([9, 8, 0, 7]);
  });
});
