import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../../tests/scratch.js';
import { runE2fs } from './e2fsprogs.js';
import { makeImageDisk, measureTree } from './image-disk.js';

const folder = scratchFolder('tw-image-disk-');
let disk: string;

beforeAll(async () => {
  disk = path.join(folder, 'disk.ext4');
  const rootfs = path.join(folder, 'rootfs');
  await mkdir(path.join(rootfs, 'bin'), { recursive: true });
  await writeFile(path.join(rootfs, 'bin', 'tool'), 'x'.repeat(5000), { mode: 0o755 });
  await writeFile(path.join(rootfs, 'name with, comma'), 'hello');
  await symlink('bin/tool', path.join(rootfs, 'link'));
  await makeImageDisk(rootfs, disk);
});

async function ask(request: string): Promise<string> {
  return (await runE2fs('debugfs', ['-R', request, disk])).stdout;
}

describe('makeImageDisk', () => {
  it('makes a filesystem that holds the folder and nothing else', async () => {
    await runE2fs('e2fsck', ['-f', '-n', disk]);
    const names = (await ask('ls -p /')).split('\n').map((line) => line.split('/')[5]);
    expect(names.filter((name) => name !== undefined && name !== '').sort()).toEqual([
      '.',
      '..',
      'bin',
      'link',
      'name with, comma',
    ]);
    expect(await ask('cat "/name with, comma"')).toBe('hello');
  });

  it("keeps modes and makes the files root's", async () => {
    expect(await ask('stat /bin/tool')).toMatch(/Mode: +0755[\s\S]*User: +0 +Group: +0 /);
  });

  it('has no journal, which a disk that is only read cannot replay', async () => {
    expect(await ask('features')).not.toContain('has_journal');
  });
});

it('counts whole blocks', async () => {
  const tree = path.join(folder, 'tree');
  await mkdir(path.join(tree, 'sub'), { recursive: true });
  await writeFile(path.join(tree, 'sub', 'file'), 'x'.repeat(4097));
  expect(await measureTree(tree)).toEqual({ bytes: 8192 + 4096 + 2 * 256, inodes: 2 });
  expect((await readFile(disk)).length).toBeGreaterThan(16 * 1024 * 1024);
});
