/** What the sampler says on its stdout; see PROTOCOL.md. */

/** One reading of a slot's files, texts in the order of the files. */
export interface FileReading {
  /** Host CLOCK_MONOTONIC just before the reading. */
  readonly atNs: bigint;
  readonly texts: readonly string[];
}

export interface Answer {
  readonly slot: number;
  /** False when the sampler's store was full and later readings are missing. */
  readonly isComplete: boolean;
  /** User and system time of the sampler from the slot's start until its stop. */
  readonly cpuSeconds: number;
  /** Readings as they came; their texts are cut only when somebody wants them. */
  readonly body: Buffer;
}

const HEADER_BYTES = 24;
const NS_PER_S = 1e9;

/** Puts answers together from what arrives. */
export class AnswerReader {
  #chunks: Buffer[] = [];
  #receivedBytes = 0;
  #neededBytes = HEADER_BYTES;

  /** @returns the answers that are complete with this chunk */
  push(chunk: Buffer): Answer[] {
    this.#chunks.push(chunk);
    this.#receivedBytes += chunk.length;
    const answers: Answer[] = [];
    while (this.#receivedBytes >= this.#neededBytes) {
      const bytes = Buffer.concat(this.#chunks);
      this.#neededBytes = HEADER_BYTES + Number(bytes.readBigUInt64LE(16));
      if (bytes.length < this.#neededBytes) this.#chunks = [bytes];
      else answers.push(this.#take(bytes));
    }
    return answers;
  }

  #take(bytes: Buffer): Answer {
    const answer = {
      slot: bytes.readUInt32LE(0),
      isComplete: bytes.readUInt32LE(4) === 0,
      cpuSeconds: Number(bytes.readBigUInt64LE(8)) / NS_PER_S,
      body: bytes.subarray(HEADER_BYTES, this.#neededBytes),
    };
    this.#chunks = [bytes.subarray(this.#neededBytes)];
    this.#receivedBytes = bytes.length - this.#neededBytes;
    this.#neededBytes = HEADER_BYTES;
    return answer;
  }
}

/** The readings of a slot of `fileCount` files, ascending in time. */
export function parseReadings(body: Buffer, fileCount: number): FileReading[] {
  const readings: FileReading[] = [];
  let at = 0;
  const takeText = () => {
    const start = at + 4;
    at = start + body.readUInt32LE(at);
    return body.toString('latin1', start, at);
  };
  while (at < body.length) {
    const atNs = body.readBigUInt64LE(at);
    at += 8;
    readings.push({ atNs, texts: Array.from({ length: fileCount }, takeText) });
  }
  return readings;
}
