/** Runs that came newest first, in time: names of files tell the order but for runs of the same instant, and for files that somebody renamed. */
import type { TrendRun } from '../contract/trend.js';
import type { Column } from './column.js';

export class RunOrder {
  /** Oldest first. */
  readonly sorted: readonly TrendRun[];
  /** By where each run came, its place in `sorted`. */
  readonly #places: Int32Array;
  readonly #ascending: number[];
  readonly #cameInTime: boolean;
  /** Descending numbers, by how many: most tracks have as many points. */
  readonly #descending = new Map<number, readonly number[]>();

  constructor(runs: readonly TrendRun[]) {
    const times = runs.map(({ startedAt, id }) => `${startedAt} ${id}`);
    const timeOf = (run: number) => times[run] ?? '';
    this.#cameInTime = times.every((time, run) => run === 0 || time <= timeOf(run - 1));
    const order = [...this.#countDown(runs.length)];
    if (!this.#cameInTime) order.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
    this.sorted = order.flatMap((run) => runs[run] ?? []);
    this.#ascending = [...order.keys()];
    this.#places = new Int32Array(runs.length);
    for (const [place, run] of order.entries()) this.#places[run] = place;
  }

  #placeOf(run: number): number {
    return this.#places[run] ?? 0;
  }

  /** Places of the runs of points. The same list for all tracks without gaps. @param order as orderOf gives it */
  placesOf(run: Column, order: readonly number[]): number[] {
    if (this.#cameInTime && run.length === this.sorted.length) return this.#ascending;
    return order.map((point) => this.#placeOf(run.at(point)));
  }

  /** Points in time. @param run of each point, in the order in which runs came */
  orderOf(run: Column): readonly number[] {
    const order = this.#countDown(run.length);
    return this.#cameInTime ? order : order.toSorted((a, b) => this.#placeOf(run.at(a)) - this.#placeOf(run.at(b)));
  }

  #countDown(length: number): readonly number[] {
    const known = this.#descending.get(length) ?? Array.from({ length }, (_, index) => length - 1 - index);
    this.#descending.set(length, known);
    return known;
  }
}
