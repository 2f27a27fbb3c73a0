/** Rows of what the second thread took: its examples are read whole here, and what is laid out as one of them has its shape. */
import type { HistoryRow, HistoryShape } from '../contract/history-row.js';
import type { TakenFigures } from './figures-thread.js';
import { rowWith, shapeOf } from './row-reader.js';

/** By the places of their names, each made when it is asked for; undefined for what must be read whole. */
export class TakenRows {
  readonly #makers: ((() => HistoryRow | undefined) | undefined)[] = [];

  constructor(taken: readonly TakenFigures[]) {
    const shapes = new Map<string, HistoryShape | undefined>();
    for (const figures of taken) {
      const { example } = figures;
      const shape = shapes.has(example) ? shapes.get(example) : shapeOf(example);
      shapes.set(example, shape);
      if (shape !== undefined) this.#add(figures, shape);
    }
  }

  at(place: number): HistoryRow | undefined {
    return this.#makers[place]?.();
  }

  #add({ places, owns, medians, contaminated }: TakenFigures, shape: HistoryShape): void {
    const { length } = shape.series;
    const [ownTexts, disturbed] = [owns.split('\n'), contaminatedByEntry(contaminated, length)];
    for (const [entry, place] of places.entries())
      this.#makers[place] = () =>
        rowWith(shape, ownTexts[entry] ?? '', {
          medians: medians.subarray(entry * length, (entry + 1) * length),
          lows: [],
          highs: [],
          contaminated: disturbed.get(entry) ?? [],
        });
  }
}

/** Places of an entry's contaminated series. @param length series of an entry */
function contaminatedByEntry(places: Int32Array, length: number): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const place of places) {
    const entry = Math.floor(place / length);
    found.set(entry, [...(found.get(entry) ?? []), place % length]);
  }
  return found;
}
