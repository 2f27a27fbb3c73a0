/** A known number of bytes on the disk: written and fsynced once. */
import { seededBytes } from '../seeded-bytes.js';
import { setting } from '../settings.js';
import type { Workload } from '../workload.js';

const CHUNK_BYTES = 1024 * 1024;
/** On the root file system in every environment; /tmp is memory in a container. */
const FOLDER = '/var/tmp';

/** Setting `mib`. */
export const knownWritten: Workload = {
  definition: {
    id: 'known-written',
    version: '1',
    title: 'Known bytes written',
    operation: 'write a given number of MiB to a new file, fsync',
    parameters: { chunkBytes: CHUNK_BYTES, folder: FOLDER },
    usesDisk: true,
  },
  isKnownQuantity: true,
  prepare: async (settings) => {
    const fs = await import('node:fs');
    const chunks = setting(settings, 'mib');
    const file = `${FOLDER}/twinbench-${String(process.pid)}`;
    const content = Buffer.alloc(CHUNK_BYTES, seededBytes(64 * 1024));
    const run = () => {
      const descriptor = fs.openSync(file, 'wx');
      for (let index = 0; index < chunks; index += 1) fs.writeSync(descriptor, content);
      fs.fsyncSync(descriptor);
      fs.closeSync(descriptor);
      return String(fs.statSync(file).size);
    };
    return { run, expected: String(chunks * CHUNK_BYTES), close: () => fs.rmSync(file, { force: true }) };
  },
};
