/** What still fits into a text of limited size. */

/** Counts bytes of UTF-8. Once more was spent than there is, nothing is kept. */
export class ByteBudget {
  #left: number;

  constructor(maxBytes: number) {
    this.#left = maxBytes;
  }

  /** For text that is there in any case. */
  spend(text: string): string {
    this.#left -= Buffer.byteLength(text);
    return text;
  }

  /** A line for each of as many from the front as fit into this share of what is left. */
  keep<T>(ones: readonly T[], lineOf: (one: T) => string, share: number): { readonly kept: string[]; readonly omitted: number } {
    const reserved = this.#left * (1 - share);
    const kept: string[] = [];
    for (const one of ones) {
      const line = lineOf(one);
      const bytes = Buffer.byteLength(line) + 1;
      if (this.#left - bytes < reserved) break;
      this.#left -= bytes;
      kept.push(line);
    }
    return { kept, omitted: ones.length - kept.length };
  }
}
