import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ImageChangedError } from './image.js';
import { addImage, checkImage, findImage, removeImage, verifyImage } from './store.js';

const CONFIG = { argv: ['/bin/a'], env: { B: '2', A: '1' }, cwd: '/' };
let cache = '';

beforeEach(() => {
  cache = mkdtempSync(path.join(tmpdir(), 'twinbench-store-'));
  vi.stubEnv('TWINBENCH_CACHE', cache);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

async function fill(rootfs: string): Promise<void> {
  await mkdir(path.join(rootfs, 'bin'));
  await writeFile(path.join(rootfs, 'bin', 'a'), 'program', { mode: 0o755 });
  await symlink('a', path.join(rootfs, 'bin', 'b'));
}

test('the same content gives the same digest and one entry, whatever the order of the environment', async () => {
  const [one, two] = await Promise.all([addImage(CONFIG, fill), addImage({ ...CONFIG, env: { A: '1', B: '2' } }, fill)]);
  expect(two.digest).toBe(one.digest);
  expect(one.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(one.sizeBytes).toBe(7);
  expect(await readdir(path.join(cache, 'images'))).toEqual([one.digest.slice(7)]);
  expect(await findImage(one.digest)).toEqual({ ...one, config: CONFIG });
});

test('content, mode, link target and configuration each change the digest', async () => {
  const digests = await Promise.all([
    addImage(CONFIG, fill),
    addImage({ ...CONFIG, cwd: '/tmp' }, fill),
    addImage(CONFIG, async (rootfs) => {
      await fill(rootfs);
      await writeFile(path.join(rootfs, 'bin', 'a'), 'Program');
    }),
    addImage(CONFIG, async (rootfs) => {
      await fill(rootfs);
      chmodSync(path.join(rootfs, 'bin', 'a'), 0o700);
    }),
    addImage(CONFIG, async (rootfs) => {
      await fill(rootfs);
      await symlink('b', path.join(rootfs, 'bin', 'c'));
    }),
  ]);
  expect(new Set(digests.map(({ digest }) => digest)).size).toBe(digests.length);
});

test('neither the umask of the maker nor that of the programs it starts is part of an image', async () => {
  const fillByProgram = (rootfs: string) => fill(rootfs).then(() => void execFileSync('mkdir', [path.join(rootfs, 'made')]));
  const usual = process.umask(0o022);
  try {
    const open = await addImage(CONFIG, fillByProgram);
    await removeImage(open.digest);
    process.umask(0o077);
    const [closed, same] = await Promise.all([addImage(CONFIG, fillByProgram), addImage(CONFIG, fillByProgram)]);
    expect([closed.digest, same.digest]).toEqual([open.digest, open.digest]);
    expect(process.umask()).toBe(0o077);
  } finally {
    process.umask(usual);
  }
});

test('a failed filler leaves nothing behind', async () => {
  await expect(addImage(CONFIG, () => Promise.reject(new Error('full')))).rejects.toThrow('full');
  expect(await readdir(path.join(cache, 'images'))).toEqual([]);
});

const CHANGES: Readonly<Record<string, (rootfs: string) => void>> = {
  'a changed file': (rootfs) => appendFileSync(path.join(rootfs, 'bin/a'), '!'),
  'a removed link': (rootfs) => rmSync(path.join(rootfs, 'bin/b')),
  'a changed mode': (rootfs) => chmodSync(path.join(rootfs, 'bin/a'), 0o700),
  'an added file': (rootfs) => writeFileSync(path.join(rootfs, 'bin/new'), ''),
};

for (const [what, change] of Object.entries(CHANGES)) {
  test(`${what} is seen and named`, async () => {
    const image = await addImage(CONFIG, fill);
    await expect(checkImage(image)).resolves.toBeUndefined();
    await expect(verifyImage(image)).resolves.toBeUndefined();
    change(image.rootfs);
    await expect(checkImage(image)).rejects.toThrow(ImageChangedError);
    await expect(checkImage(image)).rejects.toThrow(`${image.rootfs}/bin`);
    await expect(verifyImage(image)).rejects.toThrow(ImageChangedError);
  });
}

test('a file replaced by one of the same size and time is seen', async () => {
  const image = await addImage(CONFIG, fill);
  const file = path.join(image.rootfs, 'bin/a');
  const { atime, mtime } = statSync(file);
  const folder = statSync(path.dirname(file));
  writeFileSync(`${file}.new`, 'PROGRAM', { mode: 0o755 });
  renameSync(`${file}.new`, file);
  utimesSync(file, atime, mtime);
  utimesSync(path.dirname(file), folder.atime, folder.mtime);
  await expect(checkImage(image)).rejects.toThrow(ImageChangedError);
  await expect(verifyImage(image)).rejects.toThrow('bin/a: content, mode or type differs');
});

test('a removed image is not found', async () => {
  const image = await addImage(CONFIG, fill);
  await removeImage(image.digest);
  expect(await findImage(image.digest)).toBeUndefined();
  expect(await readdir(path.join(cache, 'images'))).toEqual([]);
});
