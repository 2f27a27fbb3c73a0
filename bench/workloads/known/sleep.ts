/** A known time: one sleep. */
import { setting } from '../settings.js';
import type { Workload } from '../workload.js';

/** Setting `ms`. Asked of the kernel by a futex with a deadline: Node's own timers round to whole milliseconds. */
export const knownSleep: Workload = {
  definition: {
    id: 'known-sleep',
    version: '1',
    title: 'Known time',
    operation: 'sleep for a given time',
    parameters: {},
    usesDisk: false,
  },
  isKnownQuantity: true,
  prepare: async (settings) => {
    const milliseconds = setting(settings, 'ms');
    const never = new Int32Array(new SharedArrayBuffer(4));
    return { run: () => Atomics.wait(never, 0, 0, milliseconds), expected: 'timed-out' };
  },
};
