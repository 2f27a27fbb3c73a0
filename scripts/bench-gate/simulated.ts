/** Simulated promises as rows. */
import { SIMULATIONS, type SimulatedRow } from './fixtures/simulations.js';

export interface Row {
  readonly promise: string;
  readonly conditions: string;
  readonly found: string;
  /** What the promise is held against; empty where the figure itself is. */
  readonly bound: string;
  readonly limit: string;
  readonly holds: 'yes' | 'no' | 'cannot tell';
}

/** One table after the other, so that each is shown as soon as it is there. */
export function* simulatedRows(share: number, say: (text: string) => void): Generator<Row[]> {
  for (const { title, trials, rows } of SIMULATIONS) {
    const count = Math.max(20, Math.round(trials * share));
    say(`${title}: ${String(count)} simulated trials of each kind`);
    yield rows(count).map(makeRow);
  }
}

function makeRow({ promise, conditions, found, trials, bound, limit, holds }: SimulatedRow): Row {
  return {
    promise,
    conditions,
    found: `${String(found)} of ${String(trials)}`,
    bound: percent(bound),
    limit: percent(limit),
    holds: holds ? 'yes' : isWithin(found / trials, bound, limit) ? 'cannot tell' : 'no',
  };
}

/** The figure itself keeps the promise, and only its bound does not: too few trials to show it. */
function isWithin(share: number, bound: number, limit: number): boolean {
  return bound >= share ? share <= limit : share >= limit;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
