/**
 * The scenario `churn`: instances one after the other, each stopped as soon as it is ready, for a time box. What is left of an instance is gone
 * before the next one starts. Parameters: `boxMs`; at least two cycles are made whatever they take.
 */
import type { Trial } from '../contract/document.js';
import type { ChurnSummary } from '../contract/scenarios.js';
import { median } from '../stats/describe.js';
import { InstanceGroup, wholeParameter } from './instance-group.js';
import { idleSection, OUTLASTS_MS } from './plan-section.js';
import type { Scenario } from './scenario.js';
import { listValues } from './summary-figures.js';

const MIN_CYCLES = 2;
/** As many as a record should hold. */
const MAX_CYCLES = 500;
const BOX_MS = 2_000;

export const churn: Scenario = {
  id: 'churn',
  profiles: ['default', 'thorough'],
  plan: (request) => {
    const boxMs = request.waits?.churnBoxMs ?? BOX_MS;
    return idleSection(request, 'churn', { quick: 3, default: 3, thorough: 6 }, { boxMs, windowMs: OUTLASTS_MS });
  },
  run: (context) => {
    const boxMs = wholeParameter(context.parameters, 'boxMs');
    return new InstanceGroup(context).observe(async (group) => {
      const endMs = performance.now() + boxMs;
      while (group.instances.length < MIN_CYCLES || (performance.now() < endMs && group.instances.length < MAX_CYCLES)) {
        await group.cycle();
      }
      return { status: 'completed' };
    });
  },
  summarize,
};

function summarize(trials: readonly Trial[], environmentId: string): ChurnSummary | undefined {
  const rates = listValues(trials, 'churn-rate');
  if (rates.length === 0) return undefined;
  const cycles = trials.reduce((sum, { instances }) => sum + instances.length, 0);
  return { environmentId, cycles, n: rates.length, cyclesPerSecond: median(rates) };
}
