/** Points as they come, the newest first. In typed arrays: those of ten thousand runs grow without being copied at each collection of garbage. */
import type { HistoryRow } from '../../contract/history-row.js';
import type { TrendPoints } from '../../contract/trend.js';

const FIRST_CAPACITY = 256;

export class PointColumns {
  #count = 0;
  #run = new Int32Array(FIRST_CAPACITY);
  #median = new Float64Array(FIRST_CAPACITY);
  /** NaN for none. */
  #low = new Float64Array(FIRST_CAPACITY);
  #high = new Float64Array(FIRST_CAPACITY);
  readonly #contaminated = new Set<number>();

  get count(): number {
    return this.#count;
  }

  /** What stands at `place` in the row; without its interval where that is not to be kept. */
  add(run: number, { medians, lows, highs, contaminated }: HistoryRow, place: number, hasInterval: boolean): void {
    if (this.#count === this.#run.length) this.#grow();
    const at = this.#count++;
    this.#run[at] = run;
    this.#median[at] = medians[place] ?? 0;
    this.#low[at] = (hasInterval ? lows[place] : null) ?? Number.NaN;
    this.#high[at] = (hasInterval ? highs[place] : null) ?? Number.NaN;
    if (contaminated.includes(place)) this.#contaminated.add(at);
  }

  #grow(): void {
    const capacity = 2 * this.#run.length;
    const longer = (column: Float64Array) => {
      const copy = new Float64Array(capacity);
      copy.set(column);
      return copy;
    };
    const run = new Int32Array(capacity);
    run.set(this.#run);
    this.#run = run;
    this.#median = longer(this.#median);
    this.#low = longer(this.#low);
    this.#high = longer(this.#high);
  }

  /** In the order of time; `places` tells each run's. Names of files tell that order but for runs of one instant, and files that were renamed. */
  inOrder(places: Int32Array): TrendPoints {
    const placeOf = (index: number) => places[this.#run[index] ?? 0] ?? 0;
    const order = Uint32Array.from({ length: this.#count }, (_, index) => this.#count - 1 - index);
    order.sort((a, b) => placeOf(a) - placeOf(b));
    const all = [...order];
    return {
      run: all.map(placeOf),
      median: all.map((index) => this.#median[index] ?? 0),
      low: all.map((index) => orNull(this.#low[index])),
      high: all.map((index) => orNull(this.#high[index])),
      contaminated: all.flatMap((index, place) => (this.#contaminated.has(index) ? [place] : [])),
    };
  }
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
