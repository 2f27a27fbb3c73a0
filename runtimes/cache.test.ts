import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cached, makeFolders, scratchName, sweepScratch } from './cache.js';

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
  cached('kind', 'key', async (directory) => {
    writeFileSync(path.join(directory, 'file'), 'content');
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
  await expect(cached('kind', 'key', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(readdirSync(path.join(root, 'kind'))).toEqual([]);
});

it('sweeps what dead makers left, and nothing of the living', async () => {
  const { pid } = spawnSync('true');
  const [dead, living] = [`run-${String(pid)}-1-00000000.tmp`, scratchName()];
  for (const name of [dead, living, 'other.tmp']) mkdirSync(path.join(root, 'kind', name, 'deep'), { recursive: true });
  expect(await sweepScratch()).toEqual([path.join(root, 'kind', dead)]);
  expect(readdirSync(path.join(root, 'kind')).sort()).toEqual(['other.tmp', living].sort());
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
