import { expect, test } from 'vitest';
import { against, atMost, figure, renderTable } from './table.js';

const ours = figure('ours', 'ms', [3, 1, 2]);

test('a peer that is not installed is left out by name, and nothing is to be met', () => {
  const runc = figure('runc', 'ms', [], 'not installed');
  expect(runc).toMatchObject({ n: 0, absent: 'not installed' });
  const compared = against(ours, runc, 0.2);
  expect(compared).not.toHaveProperty('met');
  expect(renderTable([ours, runc, compared])).toMatch(
    /runc .*left out: not installed.*ours ÷ runc .*left out: runc: not installed/s,
  );
});

test('a goal is missed where none of our own samples came', () => {
  const none = figure('VM', 'ms', [], 'no boot came');
  expect(against(none, ours, 0.95).met).toBe(false);
  expect(atMost(none, 100).met).toBe(false);
  expect(renderTable([atMost(none, 100)])).toContain('no boot came');
});

test('a figure has its median, its ninth decile and its ratio', () => {
  expect(ours).toMatchObject({ n: 3, median: 2, p90: 2.8 });
  expect(against(ours, figure('other', 'ms', [4]), 0.5)).toMatchObject({ ratio: 0.5, met: true });
});
