/** The scenario `boot`: one instance, stopped as soon as it is ready. The shortest trial that has a boot time and a stop time. */
import { Fleet } from './fleet.js';
import type { Scenario } from './scenario.js';

export const boot: Scenario = {
  id: 'boot',
  run: (context) =>
    new Fleet(context).observe(async (fleet) => {
      const member = await fleet.start();
      await member.ready();
      await member.stop();
      return { status: 'completed' };
    }),
};
