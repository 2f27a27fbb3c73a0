/** The scenario `single`: one instance boots, runs one workload in a timed window, and is stopped. */
import { InstanceGroup } from './instance-group.js';
import { judgeEnding } from './outcome.js';
import { crossed } from './plan-section.js';
import type { Observation, Sampling, Scenario, TrialContext } from './scenario.js';
import type { TrialInstance } from './trial-instance.js';

/** Share of the idle window after which memory is read: late enough to have settled, early enough for a guest to answer. */
const SETTLED_AT_RATIO = 0.7;

export const single: Scenario = {
  id: 'single',
  isShort: true,
  profiles: ['quick', 'default', 'thorough'],
  plan: ({ environmentIds, workloadIds, repetitions, profile: { warmupBlocks } }) => ({
    ...{ scenario: 'single', blocks: crossed(environmentIds, workloadIds), repetitions, warmupBlocks },
  }),
  run: (context) => runSingle(context, true),
};

/** `readsSettled`: all sources are read in the window of the workload idle, which costs the instance some CPU time there. */
export function runSingle(context: TrialContext, readsSettled: boolean): Promise<Observation> {
  return new InstanceGroup(context).observe(async (group) => {
    const instance = await group.start();
    const sampling = group.watch(instance);
    readWindow(instance, sampling, context, readsSettled);
    await instance.ready();
    return judgeEnding(await instance.ending(context.workloadDeadlineMs));
  });
}

function readWindow(
  instance: TrialInstance,
  sampling: Sampling,
  { workloadId, windowMs }: TrialContext,
  readsSettled: boolean,
): void {
  const isIdle = workloadId === 'idle';
  instance.onMark('window-start', () => {
    sampling.readCgroups('window-start');
    if (isIdle && readsSettled) setTimeout(() => void sampling.readAll('settled'), windowMs * SETTLED_AT_RATIO).unref();
  });
  instance.onMark('window-end', () => {
    sampling.readCgroups('window-end');
    if (!isIdle) void sampling.readAll('end');
  });
}
