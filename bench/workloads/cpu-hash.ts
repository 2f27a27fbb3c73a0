/** Pure computation outside the JavaScript heap: a chain of SHA-256 hashes, each message holding the digest before it. */
import { seededBytes } from './seeded-bytes.js';
import type { PreparedWorkload, Workload } from './workload.js';

const MESSAGES = 1200;
const MESSAGE_BYTES = 1024;

export const cpuHash: Workload = {
  definition: {
    id: 'cpu-hash',
    version: '1',
    title: 'SHA-256',
    operation: `${String(MESSAGES)} chained SHA-256 hashes of ${String(MESSAGE_BYTES)} bytes`,
    parameters: { messages: MESSAGES, messageBytes: MESSAGE_BYTES },
    usesDisk: false,
  },
  prepare,
};

async function prepare(): Promise<PreparedWorkload> {
  const { createHash } = await import('node:crypto');
  const input = seededBytes(MESSAGE_BYTES);
  const message = Buffer.alloc(MESSAGE_BYTES);
  const run = () => {
    input.copy(message);
    for (let index = 0; index < MESSAGES; index += 1) createHash('sha256').update(message).digest().copy(message);
    return message.toString('hex', 0, 32);
  };
  return { run, expected: 'a45e9fcd6c2fa42120a45d71fa2d4a3d31508d01d23af82a2c02433affc42c38' };
}
