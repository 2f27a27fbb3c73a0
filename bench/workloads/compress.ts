/** A library's inner loop with tables and branches: deflate and inflate. */
import { seededBytes } from './seeded-bytes.js';
import type { PreparedWorkload, Workload } from './workload.js';

const INPUT_BYTES = 96 * 1024;
const LEVEL = 6;
/** More than the words in the text, so that nothing repeats. */
const CHOICES = 16 * 1024;

export const compress: Workload = {
  definition: {
    id: 'compress',
    version: '1',
    title: 'Deflate and inflate',
    operation: `zlib deflate (level ${String(LEVEL)}) and inflate of ${String(INPUT_BYTES)} bytes of text`,
    parameters: { inputBytes: INPUT_BYTES, level: LEVEL },
    usesDisk: false,
  },
  prepare,
};

/** The answer is taken from the inflated bytes: deflate's own output differs between CPUs, because Node's zlib picks its hash by instruction set. */
async function prepare(): Promise<PreparedWorkload> {
  const { crc32, deflateSync, inflateSync } = await import('node:zlib');
  const text = words(INPUT_BYTES);
  const run = () => crc32(inflateSync(deflateSync(text, { level: LEVEL }))).toString(16);
  return { run, expected: 'fb573f68' };
}

/** Text of words from a small vocabulary, so that it compresses about as prose does. */
function words(length: number): Buffer {
  const vocabulary = Array.from({ length: 256 }, (_, index) => (index * index * 2_654_435).toString(36));
  const choices = seededBytes(CHOICES);
  let text = '';
  for (let index = 0; text.length < length; index += 1) text += `${vocabulary[choices.readUInt8(index % CHOICES)] ?? ''} `;
  return Buffer.from(text.slice(0, length), 'latin1');
}
