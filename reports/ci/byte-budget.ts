/** What still fits into a text of limited size. */

/** Counts bytes of UTF-8. Once more was spent than there is, nothing is kept. */
export class ByteBudget {
  #left: number;

  constructor(mostBytes: number) {
    this.#left = mostBytes;
  }

  /** For text that is there in any case. */
  spend(text: string): string {
    this.#left -= Buffer.byteLength(text);
    return text;
  }

  /** As many lines from the front as fit into this share of what is left. */
  keep(lines: readonly string[], share: number): { readonly kept: string[]; readonly omitted: number } {
    const reserved = this.#left * (1 - share);
    const kept: string[] = [];
    for (const line of lines) {
      const bytes = Buffer.byteLength(line) + 1;
      if (this.#left - bytes < reserved) break;
      this.#left -= bytes;
      kept.push(line);
    }
    return { kept, omitted: lines.length - kept.length };
  }
}
