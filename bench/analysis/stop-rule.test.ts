import { describe, expect, it } from 'vitest';
import { simulateRun } from '../../tests/simulate-run.js';
import { DEFAULT_LOOKS, isLook, isPrecise } from './stop-rule.js';

const looks = [...DEFAULT_LOOKS];

describe('the stop rule', () => {
  const { run, trials } = simulateRun({ seed: 4, repetitions: 12, failEvery: 0 });

  it('looks at declared repetitions only', () => {
    expect([9, 10, 11, 15, 41].map((done) => isLook({ looks }, done))).toEqual([false, true, false, true, false]);
  });

  it('ends a run once every primary interval is as narrow as asked for, and not before', () => {
    expect(isPrecise(run, trials, { looks, precisionRatio: 10 })).toBe(true);
    expect(isPrecise(run, trials, { looks, precisionRatio: 0.0001 })).toBe(false);
    expect(isPrecise(run, trials.slice(0, 30), { looks, precisionRatio: 10 })).toBe(false);
  });

  it('never ends one that asked for no precision, or has nothing to compare', () => {
    expect(isPrecise(run, trials, { looks })).toBe(false);
    expect(isPrecise(run, [], { looks, precisionRatio: 10 })).toBe(false);
  });
});
