import fc from 'fast-check';
import { expect, test } from 'vitest';
import { positionAxis, ratioAxis, sequenceAxis, zeroBasedAxis } from './axis.js';

const labels = ({ ticks }: { ticks: readonly { label: string }[] }) => ticks.map(({ label }) => label);

test('lengths start at zero, ticks are round', () => {
  const axis = zeroBasedAxis('Boot time (ms)', 1800);
  expect([axis.min, axis.scale]).toEqual([0, 'linear']);
  expect(labels(axis)).toEqual(['0', '500', '1,000', '1,500']);
});

test('a wide span becomes logarithmic and says so', () => {
  const axis = positionAxis('ms', [1, 2, 1500]);
  expect(axis.scale).toBe('logarithmic');
  expect(axis.title).toBe('ms, log scale');
  expect(labels(axis)).toEqual(['1', '10', '100', '1,000']);
});

test('ratios always show 1×', () => {
  for (const ratios of [[0.97, 0.99], [0.03, 0.04], [24, 30], [1.4], []])
    expect(labels(ratioAxis('÷ bare', ratios))).toContain('1×');
});

test('a sequence starts at 0', () =>
  expect(labels(sequenceAxis('trial', 147))).toEqual(['0', '20', '40', '60', '80', '100', '120', '140']));

test('every axis holds its values and has at least two ticks inside', () => {
  const value = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
      const axis = positionAxis('x', values);
      expect(axis.min).toBeLessThanOrEqual(Math.min(...values));
      expect(axis.max).toBeGreaterThanOrEqual(Math.max(...values));
      expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
      expect(axis.ticks.length).toBeLessThanOrEqual(16);
      for (const tick of axis.ticks) expect(tick.value >= axis.min && tick.value <= axis.max).toBe(true);
    }),
  );
});
