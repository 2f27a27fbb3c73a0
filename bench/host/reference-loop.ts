/** A fixed piece of work whose duration tells how fast this host computes right now: slower clocks and a shared core show in it. */

/** About 10 ms on a core of 2 GHz. */
const ROUNDS = 4_000_000;
const LOOPS = 3;

/** Mixes a 32-bit state: integer arithmetic in registers, no memory, no allocation. @returns the final state, the same each time for the same rounds */
export function referenceWork(rounds: number): number {
  let state = 0x811c9dc5;
  for (let round = 0; round < rounds; round += 1) {
    state ^= round & 0xff;
    state = Math.imul(state, 0x01000193);
    state ^= state >>> 15;
    state = Math.imul(state, 0x2c1b3c6d);
  }
  return state >>> 0;
}

/** Host CLOCK_MONOTONIC. */
type Clock = () => bigint;

/**
 * Duration of the work: the shortest of three, so that one interruption does not count, after one that is not timed, in which the engine compiles it.
 * Blocks this process for about 40 ms: never inside a timed window.
 */
export function measureReference(now: Clock = () => process.hrtime.bigint()): number {
  referenceWork(ROUNDS);
  const durations = Array.from({ length: LOOPS }, () => {
    const startNs = now();
    referenceWork(ROUNDS);
    return Number(now() - startNs);
  });
  return Math.min(...durations);
}
