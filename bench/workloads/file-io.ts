/** The way to the disk and back: write, fsync, read, unlink on the instance's own writable layer. */
import { seededBytes } from './seeded-bytes.js';
import type { PreparedWorkload, Workload } from './workload.js';

const FILE_BYTES = 1024 * 1024;
/** Repeated through the file: making all of it anew takes an emulated guest most of a second. Longer than what file systems compress at once. */
const PATTERN_BYTES = 252 * 1024;
/** On the root file system in every environment; /tmp is memory in a container. */
const FOLDER = '/var/tmp';

export const fileIo: Workload = {
  definition: {
    id: 'file-io',
    version: '1',
    title: 'File write, fsync, read, unlink',
    operation: `create a file of ${String(FILE_BYTES)} bytes, fsync, read it back, unlink`,
    parameters: { fileBytes: FILE_BYTES, folder: FOLDER },
    usesDisk: true,
  },
  prepare,
};

async function prepare(): Promise<PreparedWorkload> {
  const fs = await import('node:fs');
  const { crc32 } = await import('node:zlib');
  const content = Buffer.alloc(FILE_BYTES, seededBytes(PATTERN_BYTES));
  const file = `${FOLDER}/twinbench-${String(process.pid)}`;
  const run = () => {
    const descriptor = fs.openSync(file, 'wx');
    fs.writeSync(descriptor, content);
    fs.fsyncSync(descriptor);
    fs.closeSync(descriptor);
    const answer = crc32(fs.readFileSync(file)).toString(16);
    fs.unlinkSync(file);
    return answer;
  };
  return { run, expected: 'd17432fe', close: () => fs.rmSync(file, { force: true }) };
}
