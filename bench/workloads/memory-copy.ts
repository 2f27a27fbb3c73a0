/** Memory bandwidth: clears and copies a buffer larger than a core's own caches. */
import { seededBytes } from './seeded-bytes.js';
import type { PreparedWorkload, Workload } from './workload.js';

const BUFFER_BYTES = 8 * 1024 * 1024;
const ROUNDS = 4;
const PAGE_BYTES = 4096;

export const memoryCopy: Workload = {
  definition: {
    id: 'memory-copy',
    version: '1',
    title: 'Memory copy',
    operation: `${String(ROUNDS)} times clear and copy ${String(BUFFER_BYTES)} bytes`,
    parameters: { bufferBytes: BUFFER_BYTES, rounds: ROUNDS },
    usesDisk: false,
  },
  prepare,
};

async function prepare(): Promise<PreparedWorkload> {
  const source = Buffer.alloc(BUFFER_BYTES, seededBytes(64 * 1024 - PAGE_BYTES / 2));
  const target = Buffer.alloc(BUFFER_BYTES);
  const run = () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      target.fill(0);
      source.copy(target);
    }
    return onePerPage(target);
  };
  return { run, expected: '253f69b9' };
}

/** A rolling sum over one word of every page; reading all of them would measure the sum instead of the copy. */
function onePerPage(buffer: Buffer): string {
  let sum = 0;
  for (let offset = 0; offset < buffer.length; offset += PAGE_BYTES) {
    sum = (Math.imul(sum, 31) + buffer.readInt32LE(offset)) | 0;
  }
  return (sum >>> 0).toString(16);
}
