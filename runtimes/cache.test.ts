import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CACHE_TAG, cached, cacheFolder, makeFolders, openCacheFolder, placeInCache } from './cache.js';

let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'twinbench-cache-'));
  vi.stubEnv('TWINBENCH_CACHE', root);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

const entry = (): Promise<string> =>
  cached('bin', 'key', async (directory) => {
    writeFileSync(path.join(directory, 'file'), 'content');
  });

it('listens for the end of the process once, however many entries are made one after the other', async () => {
  const count = () => process.listenerCount('exit');
  await entry();
  const before = count();
  for (const key of 'abcdefghijkl') await cached('bin', key, async () => undefined);
  expect(count()).toBe(before);
});

it('makes an entry once, also when it was copied since', async () => {
  const file = path.join(await entry(), 'file');
  const inode = () => statSync(file).ino;
  const made = inode();
  utimesSync(file, 1, 1);
  await entry();
  expect(inode()).toBe(made);
});

it('makes an entry anew when a file of it was changed', async () => {
  const file = path.join(await entry(), 'file');
  writeFileSync(file, 'CONTENT');
  await entry();
  expect(readFileSync(file, 'utf8')).toBe('content');
});

it('makes an entry anew when a file of it was cut short or removed', async () => {
  const file = path.join(await entry(), 'file');
  truncateSync(file, 3);
  await entry();
  expect(readFileSync(file, 'utf8')).toBe('content');
  rmSync(file);
  await entry();
  expect(readFileSync(file, 'utf8')).toBe('content');
});

it('leaves nothing of a maker that fails', async () => {
  await expect(cached('bin', 'key', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(readdirSync(path.join(root, 'bin'))).toEqual([]);
});

describe('the mark of a cache', () => {
  it('is put into one that is new or empty', async () => {
    await openCacheFolder('bin');
    expect(readFileSync(path.join(root, CACHE_TAG), 'utf8')).toMatch(/^Signature: 8a477f597d28d172789f06886806bc55\n.*Twinbench/);
    vi.stubEnv('TWINBENCH_CACHE', path.join(root, 'deeper', 'still'));
    await openCacheFolder('bin');
    expect(readdirSync(path.join(root, 'deeper', 'still')).sort()).toEqual([CACHE_TAG, 'bin']);
  });

  it('is not put into a folder that others use as well', async () => {
    writeFileSync(path.join(root, 'theirs'), '');
    await openCacheFolder('bin');
    expect(readdirSync(root).sort()).toEqual(['bin', 'theirs']);
  });
});

it('tells the place of an entry in its cache, which a copy of the cache has, too', () => {
  const own = placeInCache(path.join(cacheFolder('initramfs'), 'key', 'initramfs'));
  vi.stubEnv('TWINBENCH_CACHE', path.join(root, 'copy'));
  expect(placeInCache(path.join(cacheFolder('initramfs'), 'key', 'initramfs'))).toBe(own);
});

describe('folders', () => {
  it('are made by many at once below the same missing ones', async () => {
    for (let round = 0; round < 20; round += 1) {
      const top = path.join(root, `round-${String(round)}`, 'a', 'b');
      await Promise.all(Array.from({ length: 8 }, (_, index) => makeFolders(path.join(top, String(index)))));
      expect(readdirSync(top).length).toBe(8);
    }
  });

  it('cannot be made where the kernel has none to give', async () => {
    await expect(makeFolders('/proc/self/none/below')).rejects.toThrow('ENOENT');
  });
});
