/**
 * The scenario `idle`: as `single` with the workload idle, and a window long enough for the CPU time of an instance at rest, in which nothing is
 * asked of the instance. Parameter: `windowMs`.
 */
import type { Trial } from '../contract/document.js';
import type { IdleSummary } from '../contract/scenarios.js';
import { median } from '../stats/describe.js';
import { idleSection } from './plan-section.js';
import type { Scenario } from './scenario.js';
import { runSingle } from './single.js';
import { listSeconds, listValues } from './summary-figures.js';

const WINDOW_MS = 10_000;

export const idle: Scenario = {
  id: 'idle',
  profiles: ['default', 'thorough'],
  plan: (request) =>
    idleSection(request, 'idle', { quick: 3, default: 3, thorough: 6 }, { windowMs: request.waits?.idleWindowMs ?? WINDOW_MS }),
  run: (context) => runSingle(context, false),
  summarize,
};

function summarize(trials: readonly Trial[], environmentId: string): IdleSummary | undefined {
  const ratios = listValues(trials, 'idle-cpu');
  const windows = listSeconds(trials, 'window-start', 'window-end');
  if (ratios.length === 0 || windows.length === 0) return undefined;
  return { environmentId, n: ratios.length, windowSeconds: median(windows), cpuRatio: median(ratios) };
}
