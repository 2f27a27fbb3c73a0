/**
 * The scenario `churn`: instances one after the other, each stopped as soon as it is ready, for a time box. What is left of an instance is gone
 * before the next one starts. Parameters: `boxMs`; at least two cycles are made whatever they take.
 */
import { InstanceGroup, wholeParameter } from './instance-group.js';
import type { Scenario } from './scenario.js';

const MIN_CYCLES = 2;
/** As many as a record should hold. */
const MAX_CYCLES = 500;

export const churn: Scenario = {
  id: 'churn',
  run: (context) => {
    const boxMs = wholeParameter(context.parameters, 'boxMs');
    return new InstanceGroup(context).observe(async (fleet) => {
      const endMs = performance.now() + boxMs;
      while (fleet.members.length < MIN_CYCLES || (performance.now() < endMs && fleet.members.length < MAX_CYCLES)) {
        await fleet.cycle();
      }
      return { status: 'completed' };
    });
  },
};
