/** drop-page-cache itself, with real files and the host's own page cache. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cacheRoot } from '../cache.js';
import { dropPageCache } from './drop-page-cache.js';

const FILE_BYTES = 300_001;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(cacheRoot(), 'drop-page-cache-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function makeFile(name: string, bytes: number): string {
  const file = path.join(folder, name);
  writeFileSync(file, Buffer.alloc(bytes, 1));
  return file;
}

test('counts the bytes of files, empty ones and folders included, and what stayed cached', async () => {
  const files = [makeFile('whole', FILE_BYTES), makeFile('empty', 0), folder, makeFile('odd name\n', 1)];
  const { fileBytes, cachedBytes } = await dropPageCache(files);
  expect(fileBytes).toBe(FILE_BYTES + 1);
  expect(cachedBytes % 4096).toBe(0);
  expect(cachedBytes).toBeLessThanOrEqual(Math.ceil(FILE_BYTES / 4096) * 4096 + 4096);
});

test('has nothing to do without files', async () => {
  expect(await dropPageCache([])).toEqual({ fileBytes: 0, cachedBytes: 0 });
});

test('names a file that is not there', async () => {
  await expect(dropPageCache([path.join(folder, 'none')])).rejects.toThrow(/none: No such file/);
});
