import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { Stall } from './stall.js';

let stall: Stall;
afterEach(() => stall.stop());

it('is reached by a guest that is silent', async () => {
  stall = new Stall({ tickMs: 10, silenceMs: 50, deadlineMs: 60_000 });
  await stall.reached;
  expect(stall.isReached).toBe(true);
});

it('is reached by a guest that says something for ever', async () => {
  stall = new Stall({ tickMs: 10, silenceMs: 60_000, deadlineMs: 50 });
  const chatter = setInterval(() => stall.progress(), 5);
  await stall.reached;
  clearInterval(chatter);
});

it('does not take the time in which this process was stopped for silence of the guest', async () => {
  stall = new Stall({ tickMs: 100, silenceMs: 300, deadlineMs: 60_000 });
  const endMs = performance.now() + 800;
  while (performance.now() < endMs);
  await sleep(0);
  expect(stall.isReached).toBe(false);
});
