/** Waiting that ends: at a deadline, or when the user interrupts the run. */
import { DeadlineExceeded } from './outcome.js';
import { Interrupted } from './scenario.js';

/** @throws DeadlineExceeded */
export async function within<T>(promise: Promise<T>, step: string, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineExceeded(step, deadlineMs)), deadlineMs);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws Interrupted – as soon as the signal fires */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Interrupted('interrupted'));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** @throws Interrupted – as soon as the signal fires */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const over = new Promise((resolve) => {
      timer = setTimeout(resolve, durationMs);
    });
    await orAborted(over, signal);
  } finally {
    clearTimeout(timer);
  }
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted('interrupted');
}
