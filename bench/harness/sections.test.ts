import { describe, expect, it } from 'vitest';
import { makePlan } from './plan.js';
import { PROFILES } from './profile.js';
import { listEnvironments, planSections, type ScenarioRequest } from './sections.js';

const request: ScenarioRequest = {
  environmentIds: ['container', 'vm'],
  workloadIds: ['idle', 'json'],
  scenarios: PROFILES.default.scenarios,
  profile: PROFILES.default,
  repetitions: 10,
  densityInstances: 20,
  densityMemoryBytes: 1,
  peakBytes: 7,
};
const planOf = (change: Partial<ScenarioRequest>) => makePlan({ sections: planSections({ ...request, ...change }), seed: 1 });

describe('sectionsOf', () => {
  it('has a section for each scenario in a fixed order', () => {
    expect(planSections(request).map(({ scenario }) => scenario)).toEqual(['single', 'idle', 'cold', 'churn', 'elasticity']);
    expect(planOf({ scenarios: ['single'] }).every(({ scenario }) => scenario === 'single')).toBe(true);
  });

  it('adds together to density, with the same number of instances', () => {
    const plan = planOf({ scenarios: ['density'] });
    expect(new Set(plan.map(({ scenario }) => scenario))).toEqual(new Set(['density', 'together']));
    expect(plan.every(({ parameters }) => parameters?.['instances'] === 20)).toBe(true);
  });

  it('gives together a number of its own where density has none', () => {
    const plan = planOf({ scenarios: ['density'], densityInstances: 'auto' });
    expect(plan.find(({ scenario }) => scenario === 'density')?.parameters).toMatchObject({ instances: 'auto' });
    expect(plan.find(({ scenario }) => scenario === 'together')?.parameters).toMatchObject({ instances: 8 });
  });

  it('runs the VM with a balloon in elasticity only', () => {
    const withBalloon = planOf({}).filter(({ environmentId }) => environmentId === 'vm-balloon');
    expect(withBalloon.map(({ scenario }) => scenario)).toEqual(['elasticity']);
  });

  it('runs it everywhere when the user names it', () => {
    const plan = planOf({ environmentIds: ['vm', 'vm-balloon'] });
    const scenarios = plan.filter(({ environmentId }) => environmentId === 'vm-balloon').map(({ scenario }) => scenario);
    expect(new Set(scenarios).size).toBe(5);
  });
});

it('opens no environment that no section needs', () => {
  expect(listEnvironments({ environmentIds: ['container'], scenarios: ['elasticity'] })).toEqual(['container']);
  expect(listEnvironments({ environmentIds: ['vm'], scenarios: ['single'] })).toEqual(['vm']);
  expect(listEnvironments({ environmentIds: ['vm'], scenarios: ['elasticity'] })).toEqual(['vm', 'vm-balloon']);
});

describe('waits', () => {
  const parametersOf = (waits: ScenarioRequest['waits'], scenarios: readonly string[]) =>
    planOf({ scenarios, ...(waits && { waits }) }).map(({ scenario, parameters }) => ({ scenario, ...parameters }));
  const scenarios = ['idle', 'churn', 'elasticity', 'density'];

  it('have their usual length', () => {
    const plan = parametersOf(undefined, scenarios);
    expect(plan).toContainEqual({ scenario: 'idle', windowMs: 10_000 });
    expect(plan).toContainEqual(expect.objectContaining({ scenario: 'churn', boxMs: 2_000 }));
    expect(plan).toContainEqual({ scenario: 'elasticity', 'set-peak-bytes': 7 });
    expect(plan.some((parameters) => 'settleMs' in parameters)).toBe(false);
  });

  it('show in the plan when they are shorter', () => {
    const waits = { idleWindowMs: 1, churnBoxMs: 2, peakRestMs: 3, peakWatchMs: 4, densitySettleMs: 5 };
    const plan = parametersOf(waits, scenarios);
    expect(plan).toContainEqual({ scenario: 'idle', windowMs: 1 });
    expect(plan).toContainEqual(expect.objectContaining({ scenario: 'churn', boxMs: 2 }));
    expect(plan).toContainEqual({ scenario: 'elasticity', 'set-peak-bytes': 7, 'set-rest-ms': 3, 'set-watch-ms': 4 });
    expect(plan).toContainEqual(expect.objectContaining({ scenario: 'density', settleMs: 5 }));
  });
});
