/** A known amount of memory: touched, held for a moment, let go with the process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { setting } from '../settings.js';
import type { Workload } from '../workload.js';

const PAGE_BYTES = 4096;
/** Several periods of the samplers. */
const HOLD_MS = 150;

/** Setting `mib`. Every page gets content of its own, so that none is merged or left out. */
export const knownMemory: Workload = {
  definition: {
    id: 'known-memory',
    version: '1',
    title: 'Known memory',
    operation: 'touch a given number of MiB and hold them',
    parameters: { holdMs: HOLD_MS },
    usesDisk: false,
  },
  isKnownQuantity: true,
  prepare: async (settings) => {
    const bytes = setting(settings, 'mib') * 1024 * 1024;
    const held: Buffer[] = [];
    const run = async () => {
      const buffer = Buffer.allocUnsafeSlow(bytes);
      for (let offset = 0; offset < bytes; offset += PAGE_BYTES) buffer.writeUInt32LE(offset / PAGE_BYTES + 1, offset);
      held.push(buffer);
      await sleep(HOLD_MS);
      return String(buffer.readUInt32LE(bytes - PAGE_BYTES) * PAGE_BYTES);
    };
    return { run, expected: String(bytes) };
  },
};
