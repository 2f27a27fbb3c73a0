import { describe, expect, it } from 'vitest';
import { makePlan, type PlanRequest } from './plan.js';

const request: PlanRequest = {
  scenario: 'single',
  environmentIds: ['bare', 'container', 'vm'],
  workloadIds: ['idle', 'json', 'compress'],
  repetitions: 20,
  warmupBlocks: 1,
  seed: 7,
};

describe('makePlan', () => {
  it('is the same for the same seed and another for another seed', () => {
    expect(makePlan(request)).toEqual(makePlan(request));
    expect(makePlan(request)).not.toEqual(makePlan({ ...request, seed: 8 }));
  });

  it('runs every environment once in each block, with one workload', () => {
    const plan = makePlan(request);
    for (let block = 0; block < 61; block += 1) {
      const trials = plan.filter((trial) => trial.block === block);
      expect(trials.map((trial) => trial.environmentId).sort()).toEqual(['bare', 'container', 'vm']);
      expect(new Set(trials.map((trial) => trial.workloadId)).size).toBe(1);
    }
  });

  it('gives each environment every position in the block about as often', () => {
    const firsts = makePlan(request).filter((_, index) => index % 3 === 0);
    for (const id of request.environmentIds) {
      expect(firsts.filter((trial) => trial.environmentId === id).length).toBeGreaterThan(10);
    }
  });

  it('counts repetitions and keeps warm-ups apart', () => {
    const plan = makePlan(request);
    expect(plan.filter((trial) => trial.warmup)).toHaveLength(3);
    expect(plan.filter((trial) => !trial.warmup && trial.environmentId === 'vm' && trial.workloadId === 'json')).toHaveLength(20);
    expect(new Set(plan.map((trial) => trial.id)).size).toBe(plan.length);
  });
});
