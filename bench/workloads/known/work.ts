/** A known amount of work, whatever time it takes: for an injected slow-down, which is so many units more. */
import { setting } from '../settings.js';
import type { Workload } from '../workload.js';

/** About 20 µs on a core of 2 GHz. */
const STEPS_PER_UNIT = 20_000;
const PRIMING_ROUNDS = 3;

/** Setting `units`. */
export const knownWork: Workload = {
  definition: {
    id: 'known-work',
    version: '1',
    title: 'Known work',
    operation: 'a given number of units of integer arithmetic',
    parameters: { stepsPerUnit: STEPS_PER_UNIT },
    usesDisk: false,
  },
  isKnownQuantity: true,
  prepare: async (settings) => {
    const units = setting(settings, 'units');
    // Until the engine has compiled it.
    const answers = Array.from({ length: PRIMING_ROUNDS }, () => work(units));
    return { run: () => work(units), expected: answers[0] ?? '' };
  },
};

function work(units: number): string {
  let state = 1;
  for (let step = 0; step < units * STEPS_PER_UNIT; step += 1) state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
  return (state >>> 0).toString(16);
}
