import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { orAborted, pause } from './waiting.js';

it('waits for one signal with one listener, however many wait', async () => {
  const controller = new AbortController();
  const never = new Promise<never>(() => undefined);
  const waiting = Array.from({ length: 20 }, () => orAborted(never, controller.signal));
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
  controller.abort();
  const ended = await Promise.allSettled(waiting);
  expect(ended.map(({ status }) => status)).toEqual(Array(20).fill('rejected'));
});

it('ends at once when the signal has fired already', async () => {
  await expect(orAborted(new Promise(() => undefined), AbortSignal.abort())).rejects.toThrow('interrupted');
  await expect(pause(100_000, AbortSignal.abort())).rejects.toThrow('interrupted');
});
