import { describe, expect, it } from 'vitest';
import { crossed } from '../scenarios/plan-section.js';
import { makePlan, type PlanRequest } from './plan.js';

const ENVIRONMENT_IDS = ['bare', 'container', 'vm'];
const blocks = crossed(ENVIRONMENT_IDS, ['idle', 'json', 'compress']);
const single = { scenario: 'single', blocks, repetitions: 20, warmupBlocks: 1 };
const request: PlanRequest = { sections: [single], seed: 7 };

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
    for (const id of ENVIRONMENT_IDS) {
      expect(firsts.filter((trial) => trial.environmentId === id).length).toBeGreaterThan(10);
    }
  });

  it('counts repetitions and keeps warm-ups apart', () => {
    const plan = makePlan(request);
    expect(plan.filter((trial) => trial.warmup)).toHaveLength(3);
    expect(plan.filter((trial) => !trial.warmup && trial.environmentId === 'vm' && trial.workloadId === 'json')).toHaveLength(20);
    expect(new Set(plan.map((trial) => trial.id)).size).toBe(plan.length);
  });

  it('runs sections one after the other, numbers their blocks through and passes parameters on', () => {
    const told = { scenario: 'told', blocks: crossed(['bare'], ['idle'], { peakBytes: 5 }), repetitions: 2, warmupBlocks: 0 };
    const plan = makePlan({ sections: [single, told], seed: 7 });
    expect(plan.slice(-2)).toMatchObject([
      { scenario: 'told', block: 61, parameters: { peakBytes: 5 } },
      { scenario: 'told', block: 62, parameters: { peakBytes: 5 } },
    ]);
    expect(plan.slice(0, -2)).toEqual(makePlan(request));
  });
});
