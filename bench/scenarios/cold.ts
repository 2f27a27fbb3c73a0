/**
 * The scenario `cold`: as `single`, but before the start the host's page cache is emptied of every file that the instance reads to start.
 * Findings: `fileBytes` of those files, and `cachedBytes` that stayed in the cache all the same, because a running process maps them.
 */
import type { Scenario } from './scenario.js';
import { runSingle } from './single.js';

export const cold: Scenario = {
  id: 'cold',
  run: async (context) => {
    const { fileBytes, cachedBytes } = await context.dropCaches();
    return { ...(await runSingle(context, true)), findings: { fileBytes, cachedBytes } };
  },
};
