/** stdin towards the supervisor: never more bytes on the way than it granted, so nothing else waits behind them. */
import { encodeFrame, FrameError } from './frames.js';

const CHUNK_BYTES = 16 * 1024;

export class StdinCredit {
  readonly #send: (frame: Buffer) => void;
  #creditBytes = 0;
  #outstandingBytes = 0;
  #closed = false;
  #tail: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;

  constructor(send: (frame: Buffer) => void) {
    this.#send = send;
  }

  /** The first grant, before any byte was sent. */
  open(bytes: number): void {
    this.#creditBytes = bytes;
    this.#wake();
  }

  /** @throws FrameError – more than was sent and not yet granted again */
  grant(bytes: number): void {
    if (bytes > this.#outstandingBytes) throw new FrameError('grant of more stdin than was sent');
    this.#outstandingBytes -= bytes;
    this.#creditBytes += bytes;
    this.#wake();
  }

  /** Resolves when the supervisor has granted, and so will keep, all bytes; writes keep their order. */
  write(chunk: Uint8Array): Promise<void> {
    this.#tail = this.#tail.then(() => this.#writeAll(chunk));
    return this.#tail;
  }

  end(): void {
    this.#tail = this.#tail.then(() => {
      if (!this.#closed) this.#send(encodeFrame('E'));
      this.#closed = true;
    });
  }

  /** From now on bytes are dropped; pending writes resolve. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async #writeAll(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length && !this.#closed; ) {
      const bytes = Math.min(CHUNK_BYTES, this.#creditBytes, chunk.length - at);
      if (bytes === 0) await this.#credit();
      else this.#sendPart(chunk.subarray(at, at + bytes));
      at += bytes;
    }
  }

  #sendPart(part: Uint8Array): void {
    this.#creditBytes -= part.length;
    this.#outstandingBytes += part.length;
    this.#send(encodeFrame('I', part));
  }

  #credit(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
