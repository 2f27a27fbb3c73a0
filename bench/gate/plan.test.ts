import { describe, expect, it } from 'vitest';
import { gateDocument } from '../../tests/gate-documents.js';
import { UsageError } from '../contract/errors.js';
import { bootTime } from '../metrics/boot-time.js';
import { planRows } from './plan.js';

/** Values whose logarithms lie 0.02 on either side, so that their scaled MAD, the larger spread, is 1.4826 · 0.02. */
const DOCUMENT = gateDocument({
  'boot-time/vm': Array.from({ length: 8 }, (_, index) => Math.exp(index % 2 === 0 ? 0.02 : -0.02)),
});
const REQUEST = { target: 0.05, noiseFloor: undefined, alpha: 0.01, power: 0.9, looks: [40] };
const plan = (change: Partial<typeof REQUEST> = {}) => planRows(DOCUMENT, bootTime.definition, { ...REQUEST, ...change })[0];

describe('a plan', () => {
  it('follows the formula of the design', () => {
    // 1.0472 · 13.017 · (1.4826 · 0.02 · √2 / ln(1.05 / 1.01))² = 15.9.
    expect(plan()).toMatchObject({ metricId: 'boot-time', environmentId: 'vm', n: 8, pairs: 16 });
    expect(plan()?.deviation).toBeCloseTo(1.4826 * 0.02, 12);
    expect(plan()?.detectable).toBeCloseTo(0.035, 4);
  });

  it('agrees with what its pairs would show', () => {
    const pairs = plan()?.pairs ?? 0;
    expect(plan({ looks: [pairs] })?.detectable).toBeLessThanOrEqual(0.05);
    expect(plan({ looks: [pairs - 2] })?.detectable).toBeGreaterThan(0.05);
    expect(plan({ looks: [3] })).not.toHaveProperty('detectable');
  });

  it('shares the level among the looks', () => {
    expect(plan({ looks: [10, 20, 40] })?.pairs).toBeGreaterThan(plan()?.pairs ?? 0);
    expect(plan({ target: 10, looks: [10, 20, 40] })?.pairs).toBe(9);
  });

  it('has no row for too few values, and refuses a target within the noise floor', () => {
    expect(planRows(gateDocument({ 'boot-time/vm': [1, 2, 3, 4, 5] }), bootTime.definition, REQUEST)).toEqual([]);
    expect(() => plan({ target: 0.01 })).toThrow(UsageError);
  });
});
