import { describe, expect, it } from 'vitest';
import type { PlannedTrial } from '../contract/record.js';
import { makeStopRule, maxRepetitions, Stopping } from './stopping.js';

const planned = (repetition: number, scenario = 'single'): PlannedTrial => ({
  id: `t${String(repetition)}`,
  scenario,
  environmentId: 'bare',
  workloadId: 'json',
  block: repetition,
  repetition,
  warmup: false,
});

describe('Stopping', () => {
  it('looks only at the repetitions that were named', () => {
    const looks: number[] = [];
    const stopping = new Stopping({ precisionRatio: 0.05, looks: [2, 4] }, (_, look) => looks.push(look) > 9);
    for (let repetition = 0; repetition < 6; repetition += 1) expect(stopping.skips(planned(repetition))).toBe(false);
    expect(looks).toEqual([2, 4]);
  });

  it('skips the rest of single once it is precise, and nothing else', () => {
    const stopping = new Stopping({ precisionRatio: 0.05, looks: [2] }, () => true);
    expect([0, 1, 2, 3].map((repetition) => stopping.skips(planned(repetition)))).toEqual([false, false, true, true]);
    expect(stopping.skips(planned(0, 'idle'))).toBe(false);
    expect(stopping.reason).toBe('precision-reached');
  });

  it('decides in a resumed run as it did before, by the trials up to the look', () => {
    const done = [...[0, 1, 2].map((repetition) => planned(repetition)), planned(0, 'idle'), { ...planned(9), warmup: true }];
    const seen: number[] = [];
    const stopping = new Stopping({ precisionRatio: 0.05, looks: [2] }, (isSeen) => {
      seen.push(...done.filter(isSeen).map(({ repetition }) => repetition));
      return true;
    });
    expect(stopping.skips(planned(3))).toBe(true);
    expect(seen).toEqual([0, 1, 9]);
  });

  it('skips everything when the budget is used up', async () => {
    const stopping = new Stopping({ budgetSeconds: 0.001, looks: [] }, () => false);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(stopping.skips(planned(0, 'churn'))).toBe(true);
    expect(stopping.isOutOfBudget).toBe(true);
  });

  it('ends a decisive run, of whatever scenario, at the look that answers', () => {
    const rule = { decisive: true, looks: [1, 2] };
    const stopping = new Stopping(rule, (_, look) => look === 2, 'boot');
    expect([0, 1, 2].map((repetition) => stopping.skips(planned(repetition, 'boot')))).toEqual([false, false, true]);
    expect(stopping.skips(planned(2))).toBe(false);
    expect(stopping.reason).toBe('decided');
  });

  it('without a rule never ends early', () => {
    expect(new Stopping(undefined, () => true).skips(planned(9))).toBe(false);
  });
});

describe('stopRuleOf', () => {
  it('declares the looks with the precision only', () => {
    expect(makeStopRule(undefined, undefined, 10)).toBeUndefined();
    expect(makeStopRule(undefined, 600, 10)).toEqual({ budgetSeconds: 600, looks: [] });
    expect(makeStopRule(0.05, undefined, maxRepetitions(3))).toMatchObject({ looks: [10, 15, 20, 25, 30, 35, 40] });
  });
});
