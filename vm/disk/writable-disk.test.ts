import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { scratchFolder } from '../../tests/scratch.js';
import { readExtents, writeDisk } from './writable-disk.js';

const folder = scratchFolder('tw-disk-');

it('copies a sparse file byte for byte, and only the parts that hold something', async () => {
  const source = path.join(folder, 'source');
  const sizeBytes = 12 * 1024 * 1024;
  const file = await open(source, 'w');
  await file.truncate(sizeBytes);
  for (const at of [0, 5000, 4 * 1024 * 1024 - 1, sizeBytes - 1]) await file.write(Buffer.from([7]), 0, 1, at);
  await file.close();
  const extents = await readExtents(source);
  expect(extents.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(4 * 4096);
  const copy = path.join(folder, 'copy');
  await writeDisk({ sizeBytes, extents }, copy);
  expect((await readFile(copy)).equals(await readFile(source))).toBe(true);
  expect((await stat(copy)).blocks * 512).toBeLessThan(1024 * 1024);
  await expect(writeDisk({ sizeBytes, extents }, copy)).rejects.toThrow('EEXIST');
});
