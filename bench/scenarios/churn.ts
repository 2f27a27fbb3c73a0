/**
 * The scenario `churn`: instances one after the other, each stopped as soon as it is ready, for a time box. What is left of an instance is gone
 * before the next one starts. Parameters: `boxMs`; at least two cycles are made whatever they take.
 */
import { Fleet, wholeParameter } from './fleet.js';
import type { Scenario } from './scenario.js';

const FEWEST_CYCLES = 2;
/** As many as a record should hold. */
const MOST_CYCLES = 500;

export const churn: Scenario = {
  id: 'churn',
  run: (context) => {
    const boxMs = wholeParameter(context.parameters, 'boxMs');
    return new Fleet(context).observe(async (fleet) => {
      const endMs = performance.now() + boxMs;
      while (fleet.members.length < FEWEST_CYCLES || (performance.now() < endMs && fleet.members.length < MOST_CYCLES)) {
        await fleet.cycle();
      }
      return { status: 'completed' };
    });
  },
};
