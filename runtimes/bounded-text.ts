/** Keeps what a program prints, within bounds: it may print gigabytes. */

const KEPT_BYTES = 1024 * 1024;

export class BoundedText {
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #keptBytes = 0;
  totalBytes = 0;

  constructor(maxBytes = KEPT_BYTES) {
    this.#maxBytes = maxBytes;
  }

  readonly append = (chunk: Buffer): void => {
    this.totalBytes += chunk.length;
    const part = chunk.subarray(0, this.#maxBytes - this.#keptBytes);
    if (part.length === 0) return;
    this.#chunks.push(part);
    this.#keptBytes += part.length;
  };

  get overflowed(): boolean {
    return this.totalBytes > this.#keptBytes;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  /** The last part of what was kept, for error messages. */
  tail(characters: number): string {
    return this.text().trimEnd().slice(-characters);
  }
}
