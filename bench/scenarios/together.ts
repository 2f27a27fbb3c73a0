/**
 * The scenario `together`: N instances started at the same moment, after folders and cgroups of all were made; it is over when all are ready.
 * Parameters: `instances` N; `memoryBytes` of each; `windowMs`, which outlasts the trial.
 */
import { InstanceGroup, wholeParameter } from './instance-group.js';
import type { Scenario } from './scenario.js';
import { throwIfAborted } from './waiting.js';

export const together: Scenario = {
  id: 'together',
  run: (context) => {
    const count = wholeParameter(context.parameters, 'instances');
    return new InstanceGroup(context).observe(async (fleet) => {
      for (let made = 0; made < count; made += 1) {
        throwIfAborted(context.signal);
        await fleet.prepare({ together: count });
      }
      const starts = fleet.members.map((member) => member.start());
      // All are awaited, also when one fails: what is still being started could not be stopped.
      const started = await Promise.allSettled(starts);
      for (const start of started) if (start.status === 'rejected') throw start.reason;
      await Promise.all(fleet.members.map((member) => member.ready()));
      await fleet.requireAllAlive();
      return { status: 'completed' };
    });
  },
};
