/** A known amount of CPU time: burnt until the process has used it up by its own kernel's account. */
import { setting } from '../settings.js';
import type { Workload } from '../workload.js';

const US_PER_MS = 1000;
/** About 20 µs of arithmetic between two looks at the account. */
const STEPS_PER_LOOK = 20_000;

/** Setting `ms`. */
export const knownCpu: Workload = {
  definition: {
    id: 'known-cpu',
    version: '1',
    title: 'Known CPU time',
    operation: 'burn a given CPU time',
    parameters: {},
    usesDisk: false,
  },
  isKnownQuantity: true,
  prepare: async (settings) => {
    const budgetUs = setting(settings, 'ms') * US_PER_MS;
    return { run: () => burn(budgetUs), expected: 'burnt' };
  },
};

function burn(budgetUs: number): string {
  const start = process.cpuUsage();
  let state = 1;
  for (;;) {
    for (let step = 0; step < STEPS_PER_LOOK; step += 1) state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    const { user, system } = process.cpuUsage(start);
    if (user + system >= budgetUs) return state === Number.MAX_VALUE ? String(state) : 'burnt';
  }
}
