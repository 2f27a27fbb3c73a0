/**
 * The scenario `together`: N instances started at the same moment, after folders and cgroups of all were made; it is over when all are ready.
 * Parameters: `instances` N; `memoryBytes` of each; `windowMs`, which outlasts the trial.
 */
import type { Trial } from '../contract/document.js';
import type { TogetherSummary } from '../contract/scenarios.js';
import { median } from '../stats/describe.js';
import { InstanceGroup, wholeParameter } from './instance-group.js';
import { idleSection, OUTLASTS_MS } from './plan-section.js';
import type { Scenario } from './scenario.js';
import { listSeconds, listValues } from './summary-figures.js';
import { throwIfAborted } from './waiting.js';

/** Where density takes as many as the host bears: what a host of any size can boot at once in time. */
const AUTO_INSTANCES = 8;

export const together: Scenario = {
  id: 'together',
  accompanies: 'density',
  plan: (request) => {
    const { densityInstances, densityMemoryBytes: memoryBytes } = request;
    const instances = densityInstances === 'auto' ? AUTO_INSTANCES : densityInstances;
    const parameters = { instances, memoryBytes, windowMs: OUTLASTS_MS };
    return idleSection(request, 'together', { quick: 1, default: 1, thorough: 3 }, parameters);
  },
  run: (context) => {
    const count = wholeParameter(context.parameters, 'instances');
    return new InstanceGroup(context).observe(async (group) => {
      for (let made = 0; made < count; made += 1) {
        throwIfAborted(context.signal);
        await group.prepare({ together: count });
      }
      const starts = group.instances.map((instance) => instance.start());
      // All are awaited, also when one fails: what is still being started could not be stopped.
      const started = await Promise.allSettled(starts);
      for (const start of started) if (start.status === 'rejected') throw start.reason;
      await Promise.all(group.instances.map((instance) => instance.ready()));
      await group.requireAllAlive();
      return { status: 'completed' };
    });
  },
  summarize,
};

function summarize(trials: readonly Trial[], environmentId: string): TogetherSummary | undefined {
  const whole = listValues(trials, 'together-ready-time');
  const boots = listSeconds(trials, 'launcher-start', 'ready');
  if (whole.length === 0 || boots.length === 0) return undefined;
  const instances = trials.reduce((most, trial) => Math.max(most, trial.instances.length), 0);
  return { environmentId, instances, n: whole.length, allReadySeconds: median(whole), bootSeconds: median(boots) };
}
