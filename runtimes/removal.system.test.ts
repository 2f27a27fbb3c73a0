import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { discard } from './cache.js';
import { run } from './process.js';
import { Removal } from './removal.js';

const isRoot = process.getuid?.() === 0;
const needsRoot = isRoot ? '' : ' (skipped: needs root to mount)';
let base = '';
let theirs = '';

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'twinbench removal-'));
  theirs = path.join(base, 'theirs', 'file');
  mkdirSync(path.dirname(theirs));
  writeFileSync(theirs, '');
});

afterEach(() => rmSync(base, { recursive: true }));

it('does not follow a link, and does not remove one that stands in the place of a folder', async () => {
  const [linked, inside] = [path.join(base, 'run'), path.join(base, 'other')];
  symlinkSync(path.dirname(theirs), linked);
  mkdirSync(inside);
  symlinkSync(path.dirname(theirs), path.join(inside, 'link'));
  const removal = new Removal();
  for (const entry of [linked, inside]) await removal.remove(entry);
  expect(existsSync(theirs)).toBe(true);
  expect(removal.removed).toEqual([inside]);
  expect(removal.spared).toEqual([{ path: linked, because: expect.stringContaining('link') }]);
});

it.skipIf(!isRoot)(`does not reach into what is mounted below${needsRoot}`, async () => {
  const point = path.join(base, 'run', 'deep');
  mkdirSync(point, { recursive: true });
  await run('mount', ['--bind', path.dirname(theirs), point], { deadlineMs: 10_000 });
  try {
    const removal = new Removal();
    await removal.remove(path.join(base, 'run'));
    expect(existsSync(theirs)).toBe(true);
    expect(removal.spared[0]?.because).toContain(`mounted at ${point}`);
  } finally {
    spawnSync('umount', [point]);
  }
});

it.skipIf(!isRoot)(`an entry of the cache is not discarded with what is mounted in it${needsRoot}`, async () => {
  const entry = path.join(base, 'entry');
  mkdirSync(path.join(entry, 'deep'), { recursive: true });
  await run('mount', ['--bind', path.dirname(theirs), path.join(entry, 'deep')], { deadlineMs: 10_000 });
  try {
    await expect(discard(entry)).rejects.toThrow('unmount it first');
    expect(existsSync(theirs)).toBe(true);
  } finally {
    spawnSync('umount', [path.join(entry, 'deep')]);
  }
});

it('spares what cannot be removed, and goes on', async () => {
  const removal = new Removal();
  await removal.remove('/proc/self/status');
  await removal.remove(path.dirname(theirs));
  expect(removal.spared[0]?.path).toBe('/proc/self/status');
  expect(removal.removed).toEqual([path.dirname(theirs)]);
});
