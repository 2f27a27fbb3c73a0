/** A known time: one sleep. */
import { setting } from '../settings.js';
import type { Workload } from '../workload.js';

/** An emulated guest on a busy host wakes up this late; the rest of the time is spun, so that lateness of timers is no part of the figure. */
const SPIN_MS = 6;
const NS_PER_MS = 1_000_000n;

/** Setting `ms`. */
export const knownSleep: Workload = {
  definition: {
    id: 'known-sleep',
    version: '1',
    title: 'Known time',
    operation: 'sleep for a given time, the last of it spinning',
    parameters: { spinMs: SPIN_MS },
    usesDisk: false,
  },
  isKnownQuantity: true,
  prepare: async (settings) => {
    const milliseconds = setting(settings, 'ms');
    // Once before: in an emulated guest compiling it takes a millisecond.
    sleep(SPIN_MS + 1);
    return { run: () => sleep(milliseconds), expected: 'slept' };
  },
};

/** By a futex with a deadline: Node's own timers round to whole milliseconds. */
function sleep(milliseconds: number): string {
  const endNs = process.hrtime.bigint() + BigInt(milliseconds) * NS_PER_MS;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds - SPIN_MS);
  while (process.hrtime.bigint() < endNs);
  return 'slept';
}
