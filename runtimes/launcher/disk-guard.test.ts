import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { guardDisk } from './disk-guard.js';

const LIMIT_BYTES = 8 * 1024 * 1024;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'twinbench-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, bytes: number): void => writeFileSync(path.join(folder, name), Buffer.alloc(bytes, 1));

it('tells once of more than the limit, spread over files', async () => {
  const told: string[] = [];
  const end = guardDisk(folder, LIMIT_BYTES, (what) => void told.push(what));
  write('a', LIMIT_BYTES / 2);
  write('b', LIMIT_BYTES);
  await expect.poll(() => told, { timeout: 20_000 }).toHaveLength(1);
  expect(told[0]).toMatch(/^it wrote \d+ bytes to its disk, which may hold 8388608$/);
  end();
});

it('lets pass what was removed again', async () => {
  const told: string[] = [];
  const end = guardDisk(folder, LIMIT_BYTES, (what) => void told.push(what));
  for (let round = 0; round < 6; round += 1) {
    write('same', LIMIT_BYTES / 2);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  expect(told).toEqual([]);
  end();
});
