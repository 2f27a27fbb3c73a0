import { describe, expect, it } from 'vitest';
import { normalUpperQuantile, normalUpperTail } from './normal.js';

/** Relative agreement to nine digits. */
function expectClose(actual: number, expected: number) {
  expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-9);
}

/** Reference values: scipy 1.17, norm.sf and norm.isf. */
describe('normal distribution', () => {
  it('has the published tails', () => {
    expectClose(normalUpperTail(1.234), 0.10860145212152433);
    expectClose(normalUpperTail(3), 0.00134989803163009);
    expectClose(normalUpperTail(5), 2.86651571879194e-7);
    expectClose(normalUpperTail(8), 6.22096057427178e-16);
    expectClose(normalUpperTail(-1.234), 1 - 0.10860145212152433);
    expect(normalUpperTail(0)).toBe(0.5);
  });

  it('has the published quantiles', () => {
    expectClose(normalUpperQuantile(0.025), 1.95996398454005);
    expectClose(normalUpperQuantile(0.005), 2.5758293035489);
    expectClose(normalUpperQuantile(1e-9), 5.99780701500769);
  });
});
