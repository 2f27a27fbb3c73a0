/** Waiting that ends: at a deadline, or when the user interrupts the run. */
import { setTimeout as sleep } from 'node:timers/promises';
import { inTime } from '../../runtimes/deferred.js';
import { DeadlineError } from './outcome.js';
import { TrialInterruptedError } from './scenario.js';

/** @throws DeadlineError */
export function withinDeadline<T>(promise: Promise<T>, step: string, deadlineMs: number): Promise<T> {
  return inTime(promise, deadlineMs, () => new DeadlineError(step, deadlineMs));
}

/** @throws TrialInterruptedError – as soon as the signal fires */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stopWaiting = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stopWaiting = onAbort(signal, () => reject(new TrialInterruptedError('interrupted')));
  });
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stopWaiting();
  }
}

/** Who waits for each signal: every instance of a trial does, and there may be hundreds, of which Node would warn. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `act` when the signal fires, at once when it has. @returns a function that takes that back */
function onAbort(signal: AbortSignal, act: () => void): () => void {
  const acts = waiting.get(signal) ?? listenOnce(signal);
  acts.add(act);
  if (signal.aborted) act();
  return () => acts.delete(act);
}

function listenOnce(signal: AbortSignal): Set<() => void> {
  const acts = new Set<() => void>();
  waiting.set(signal, acts);
  const actAll = (): void => {
    for (const act of acts) act();
  };
  signal.addEventListener('abort', actAll, { once: true });
  return acts;
}

/** @throws TrialInterruptedError – as soon as the signal fires */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await sleep(durationMs, undefined, { signal }).catch(() => throwIfAborted(signal));
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new TrialInterruptedError('interrupted');
}
