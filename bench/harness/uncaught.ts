/** Errors that nobody caught: whatever runs is stopped in order, and the command fails. See scripts/program.mjs, which catches them. */
import { explainError } from '../host/explain-error.js';

/** The command that runs now, asked to stop. */
const stops = new Set<() => void>();
let isStopping = false;

/** Calls `stop` once an error was not caught. @returns a function that takes that back */
export function onUncaught(stop: () => void): () => void {
  stops.add(stop);
  return () => stops.delete(stop);
}

/** `uncaught` rejects once an error was not caught, until `forget` is called. */
export function waitForUncaught(): { readonly uncaught: Promise<never>; readonly forget: () => void } {
  let forget = (): void => undefined;
  const uncaught = new Promise<never>((_, reject) => {
    forget = onUncaught(() => reject(new Error('uncaught error')));
  });
  uncaught.catch(() => undefined);
  return { uncaught, forget };
}

/** Asks what runs to stop. False when nothing does. */
export function stopInOrder(): boolean {
  isStopping = true;
  for (const stop of stops) stop();
  return stops.size > 0;
}

/** True once an error was not caught: what fails after it is its consequence, and needs no words. */
export function isStoppingUncaught(): boolean {
  return isStopping;
}

export function describeUncaught(error: unknown): string {
  return `twinbench: ${explainError(error)}`;
}
