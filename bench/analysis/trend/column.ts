/** Numbers of a series, one after the other. In pieces outside the heap, so that nothing has to move ten thousand runs' of them as they grow. */
const PIECE_PLACES = 512;

export class Column {
  readonly #pieces: Float64Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const place = this.#length % PIECE_PLACES;
    if (place === 0) this.#pieces.push(new Float64Array(PIECE_PLACES));
    const piece = this.#pieces.at(-1);
    if (piece !== undefined) piece[place] = value;
    this.#length += 1;
  }

  /** 0 where there is none. */
  at(place: number): number {
    return this.#pieces[Math.floor(place / PIECE_PLACES)]?.[place % PIECE_PLACES] ?? 0;
  }
}
