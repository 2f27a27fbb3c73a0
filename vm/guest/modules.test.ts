import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MissingKernelError } from './kernel-files.js';
import { moduleName, readNeeds, resolveModules } from './modules.js';

function object(info: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(
    `\x7fELF\0${Object.entries(info)
      .map(([key, value]) => `${key}=${value}\0`)
      .join('')}`,
    'latin1',
  );
}

describe('readNeeds', () => {
  it('reads dependencies, and soft ones that come before', () => {
    const needs = readNeeds(object({ license: 'GPL', depends: 'virtio-ring,virtio', softdep: 'pre: crc32c aes post: later' }));
    expect(needs).toEqual({ depends: ['virtio_ring', 'virtio'], softDepends: ['crc32c', 'aes'] });
  });

  it('is empty for a module that needs nothing', () => {
    expect(readNeeds(object({ depends: '' }))).toEqual({ depends: [], softDepends: [] });
  });
});

it('names modules as the kernel does', () => {
  expect(moduleName('kernel/drivers/char/hw_random/virtio-rng.ko.xz')).toBe('virtio_rng');
});

describe('resolveModules', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'tw-modules-'));
    await mkdir(path.join(folder, 'kernel/drivers'), { recursive: true });
    await writeFile(path.join(folder, 'modules.builtin'), 'kernel/fs/ext4/ext4.ko\nkernel/lib/crc16.ko\n');
    await writeFile(path.join(folder, 'kernel/drivers/virtio-ring.ko'), object({ depends: '' }));
    await writeFile(path.join(folder, 'kernel/drivers/virtio.ko'), object({ depends: 'virtio_ring' }));
    const packed = gzipSync(object({ depends: 'virtio,virtio_ring,crc16', softdep: 'pre: absent' }));
    await writeFile(path.join(folder, 'kernel/drivers/virtio_blk.ko.gz'), packed);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('puts dependencies first, each once, and leaves out what is built in', async () => {
    const modules = await resolveModules(folder, ['ext4', 'virtio_blk', 'virtio']);
    expect(modules.map(({ name }) => name)).toEqual(['virtio_ring', 'virtio', 'virtio_blk']);
    expect(modules[2]?.object.toString('latin1', 0, 4)).toBe('\x7fELF');
  });

  it('says which module a kernel lacks', async () => {
    await expect(resolveModules(folder, ['overlay'])).rejects.toThrow(MissingKernelError);
    await expect(resolveModules(folder, ['overlay'])).rejects.toThrow(/no module overlay .*--kernel FILE/);
  });
});
