/**
 * The scenario `idle`: as `single` with the workload idle, and a window long enough for the CPU time of an instance at rest, in which nothing is
 * asked of the instance. Parameter: `windowMs`.
 */
import type { Scenario } from './scenario.js';
import { runSingle } from './single.js';

export const idle: Scenario = { id: 'idle', run: (context) => runSingle(context, false) };
