import { describe, expect, it } from 'vitest';
import { simulateRun } from '../../tests/simulate-run.js';
import type { RunRecord } from '../contract/record.js';
import { measureTrials } from '../metrics/measured-trial.js';
import { hasReachedPrecision } from './stop-rule.js';

describe('precision', () => {
  const { run, trials: records } = simulateRun({ seed: 4, repetitions: 12, failEvery: 0 });
  const trials = measureTrials(records, run.environments);
  const asking = (precisionRatio: number): RunRecord => ({ ...run, stopRule: { looks: [10], precisionRatio } });

  it('is reached once every primary interval is as narrow as asked for, and not before', () => {
    expect(hasReachedPrecision(asking(10), trials)).toBe(true);
    expect(hasReachedPrecision(asking(0.0001), trials)).toBe(false);
    expect(hasReachedPrecision(asking(10), trials.slice(0, 30))).toBe(false);
  });

  it('is never reached by a run that asked for none, or has nothing to compare', () => {
    expect(hasReachedPrecision(run, trials)).toBe(false);
    expect(hasReachedPrecision(asking(10), [])).toBe(false);
  });
});
