/** Varies inputs at random: whole parts and single bytes. The same seed gives the same inputs. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { HostTarget } from './host-target.js';

const MAX_BYTES = 8192;
const ODD_BYTES = [0, 1, 0x1b, 0x22, 0x7f, 0x80, 0x9b, 0xff];

export class Mutator {
  readonly #generator;
  readonly #cut;
  readonly #repair;

  constructor(seed: number, { cut = cutLines, repair = (part) => part }: HostTarget) {
    this.#generator = xoroshiro128plus(seed);
    this.#cut = cut;
    this.#repair = repair;
  }

  /** A variation of one input, with parts of another. */
  vary(pool: readonly Buffer[]): Buffer {
    const parts = this.#cut(this.#pick(pool));
    const others = this.#cut(this.#pick(pool));
    for (let step = this.#below(4); step >= 0; step--) this.#varyParts(parts, others);
    return Buffer.concat(parts).subarray(0, MAX_BYTES);
  }

  #varyParts(parts: Buffer[], others: readonly Buffer[]): void {
    const at = this.#below(Math.max(1, parts.length));
    switch (this.#below(6)) {
      case 0:
        parts.splice(at, 1);
        return;
      case 1:
        parts.splice(at, 0, this.#pick(others));
        return;
      case 2:
        parts.push(...Array.from({ length: 1 + this.#below(40) }, () => parts[at] ?? Buffer.alloc(0)));
        return;
      default:
        parts[at] = this.#varyPart(parts[at] ?? Buffer.alloc(0));
    }
  }

  #varyPart(part: Buffer): Buffer {
    const varied = this.#varyBytes(Buffer.from(part));
    return this.#below(5) === 0 ? varied : this.#repair(varied);
  }

  #varyBytes(bytes: Buffer): Buffer {
    const at = this.#below(bytes.length + 1);
    switch (this.#below(5)) {
      case 0:
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + this.#below(8))]);
      case 1:
        return Buffer.concat([bytes.subarray(0, at), this.#randomBytes(1 + this.#below(8)), bytes.subarray(at)]);
      case 2:
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(this.#below(bytes.length + 1))]);
      case 3:
        if (at < bytes.length) bytes[at] = this.#pick(ODD_BYTES);
        return bytes;
      default:
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << this.#below(8));
        return bytes;
    }
  }

  #randomBytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.#below(256)));
  }

  #pick<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    const value = values[this.#below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }

  #below(limit: number): number {
    return uniformInt(this.#generator, 0, limit - 1);
  }
}

function cutLines(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, at);
    const end = newline < 0 ? bytes.length : newline + 1;
    parts.push(bytes.subarray(at, end));
    at = end;
  }
  return parts.length === 0 ? [Buffer.alloc(0)] : parts;
}
