/** Inputs of the workloads: the same bytes on every host, from a fixed seed. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const SEED = 20_251_123;

/** `length` pseudo-random bytes; `length` is a multiple of 4. */
export function seededBytes(length: number): Buffer {
  const generator = xoroshiro128plus(SEED);
  const bytes = Buffer.allocUnsafe(length);
  for (let offset = 0; offset < length; offset += 4) bytes.writeInt32LE(generator.next(), offset);
  return bytes;
}
