/**
 * The scenario `cold`: as `single`, but before the start the host's page cache is emptied of every file that the instance reads to start.
 * Findings: `fileBytes` of those files, and `cachedBytes` that stayed in the cache all the same, because a running process maps them.
 */
import type { Trial } from '../contract/document.js';
import type { ColdSummary } from '../contract/scenarios.js';
import { median } from '../stats/describe.js';
import { idleSection } from './plan-section.js';
import type { Scenario } from './scenario.js';
import { runSingle } from './single.js';
import { listValues } from './summary-figures.js';

export const cold: Scenario = {
  id: 'cold',
  profiles: ['default', 'thorough'],
  plan: (request) => idleSection(request, 'cold', { quick: 6, default: 6, thorough: 12 }),
  run: async (context) => {
    const { fileBytes, cachedBytes } = await context.dropCaches();
    return { ...(await runSingle(context, true)), findings: { fileBytes, cachedBytes } };
  },
  summarize,
};

/** Against the warm boots of the same run. */
function summarize(trials: readonly Trial[], environmentId: string, all: readonly Trial[]): ColdSummary | undefined {
  const seconds = listValues(trials, 'boot-time-cold');
  if (seconds.length === 0) return undefined;
  const single = all.filter((trial) => trial.scenario === 'single' && trial.environmentId === environmentId);
  const warm = listValues(single, 'boot-time');
  return {
    ...{ environmentId, n: seconds.length, coldSeconds: median(seconds) },
    ...(warm.length > 0 && { warmSeconds: median(warm) }),
  };
}
