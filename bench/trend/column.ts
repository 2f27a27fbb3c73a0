/** Numbers of a series, one after the other. In pieces outside the heap, so that nothing has to move ten thousand runs' of them as they grow. */
const PIECE_PLACES = 512;

export class Column {
  readonly #pieces: Float64Array[] = [];
  #last = new Float64Array(0);
  /** Places of the last piece that are taken. */
  #taken = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#taken === this.#last.length) this.#begin();
    this.#last[this.#taken] = value;
    this.#taken += 1;
    this.#length += 1;
  }

  /** 0 where there is none. */
  at(place: number): number {
    return this.#pieces[Math.floor(place / PIECE_PLACES)]?.[place % PIECE_PLACES] ?? 0;
  }

  #begin(): void {
    this.#last = new Float64Array(PIECE_PLACES);
    this.#pieces.push(this.#last);
    this.#taken = 0;
  }
}
