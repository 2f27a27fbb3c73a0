/** What gates and histories promise, by seeded simulation. Each row is printed. */
import { describe, expect, it } from 'vitest';
import { falseAlarmRows, powerRows, type SimulatedRow } from './simulated-gate.js';
import { creepRows, falseChangeRows, newestRunRows, stepRows } from './simulated-history.js';

const MINUTES = 60_000;

function expectAll(rows: readonly SimulatedRow[]): void {
  for (const { promise, conditions, found, trials, bound, limit, holds } of rows) {
    const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
    process.stdout.write(
      `${holds ? '✓' : '✗'} ${promise}, ${conditions}: ${found} of ${trials}, bound ${percent(bound)}, limit ${percent(limit)}\n`,
    );
  }
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ holds }) => !holds)).toEqual([]);
}

describe('a gate, simulated', () => {
  it('raises few false alarms, whatever the noise', () => expectAll(falseAlarmRows(5_000, 2_000)), 5 * MINUTES);
  it('sees what it is to see', () => expectAll(powerRows(5_000)), 3 * MINUTES);
});

describe('a history, simulated', () => {
  it('judges newest runs', () => expectAll(newestRunRows(5_000)), MINUTES);
  it('finds few changes that are none', () => expectAll(falseChangeRows(3_000)), 3 * MINUTES);
  it('locates a step', () => expectAll(stepRows(2_000)), 2 * MINUTES);
  it('tells creep from a flat level', () => expectAll(creepRows(1_000)), MINUTES);
});
