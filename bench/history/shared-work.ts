/**
 * Names that two threads read, one from the newest on, the other from the oldest, until they meet: whoever is slower, or begins later, reads
 * less.
 */
const CHUNK = 64;

export interface SharedWork {
  readonly folder: string;
  /** Newest first. */
  readonly names: readonly string[];
  /** One counter: chunks that either has claimed. */
  readonly claimed: SharedArrayBuffer;
}

export function shareWork(folder: string, names: readonly string[]): SharedWork {
  return { folder, names, claimed: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) };
}

/** Nothing is left to claim from now on. */
export function abandon({ names, claimed }: SharedWork): void {
  Atomics.add(new Int32Array(claimed), 0, chunksOf(names));
}

function chunksOf(names: readonly string[]): number {
  return Math.ceil(names.length / CHUNK);
}

/** Places of the names that are left for whoever asks, from the end that is named, each when it is asked for. */
export function* claim({ names, claimed }: SharedWork, from: 'newest' | 'oldest'): Generator<number> {
  const counter = new Int32Array(claimed);
  const chunks = chunksOf(names);
  for (let own = 0; Atomics.add(counter, 0, 1) < chunks; own += 1) {
    const chunk = from === 'newest' ? own : chunks - 1 - own;
    const end = Math.min((chunk + 1) * CHUNK, names.length);
    for (let place = chunk * CHUNK; place < end; place += 1) yield place;
  }
}
