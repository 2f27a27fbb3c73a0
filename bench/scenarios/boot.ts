/**
 * The scenario `boot`: an instance, stopped as soon as it is ready. The shortest trial that has a boot time and a stop time. Parameters: `boots`,
 * how many, one after the other, of whose times the trial's is the median; one when absent.
 */
import { InstanceGroup, wholeParameter } from './instance-group.js';
import type { Scenario } from './scenario.js';

export const boot: Scenario = {
  id: 'boot',
  isShort: true,
  run: (context) => {
    const boots = 'boots' in context.parameters ? wholeParameter(context.parameters, 'boots') : 1;
    return new InstanceGroup(context).observe(async (group) => {
      for (let count = 0; count < boots; count += 1) {
        await group.cycle();
      }
      return { status: 'completed' };
    });
  },
};
