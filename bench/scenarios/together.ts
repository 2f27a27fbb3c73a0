/**
 * The scenario `together`: N instances started at the same moment; the trial is over when all of them are ready.
 * Parameters: `instances` N; `memoryBytes` of each; `windowMs`, which outlasts the trial.
 */
import { Fleet, wholeParameter } from './fleet.js';
import type { Scenario } from './scenario.js';

export const together: Scenario = {
  id: 'together',
  run: (context) => {
    const count = wholeParameter(context.parameters, 'instances');
    return new Fleet(context).observe(async (fleet) => {
      const starts = Array.from({ length: count }, () => fleet.start({ together: count }));
      // All are awaited, also when one fails: what is still being started could not be stopped.
      const started = await Promise.allSettled(starts);
      for (const start of started) if (start.status === 'rejected') throw start.reason;
      await Promise.all(fleet.members.map((member) => member.ready()));
      await fleet.requireAllAlive();
      return { status: 'completed' };
    });
  },
};
