/** The guest's initramfs: the supervisor as /init and the modules it loads before it can mount the disks. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached, cacheKey } from '../../runtimes/cache.js';
import { type CpioEntry, writeCpio } from './cpio.js';
import type { GuestModule } from './modules.js';

const FOLDERS = ['dev', 'proc', 'sys', 'image', 'disk', 'root', 'modules'];

/** The archive's bytes for an init program and modules in load order. */
function buildInitramfs(init: Uint8Array, modules: readonly GuestModule[]): Buffer {
  const list = modules.map(({ name }) => `/modules/${name}.ko\n`).join('');
  return writeCpio([
    ...FOLDERS.map((folder): CpioEntry => ({ kind: 'directory', path: folder, mode: 0o755 })),
    // Without it the kernel starts init with no standard streams, and the supervisor's last words reach nobody.
    { kind: 'character-device', path: 'dev/console', mode: 0o600, major: 5, minor: 1 },
    { kind: 'file', path: 'init', mode: 0o755, content: init },
    { kind: 'file', path: 'modules.list', mode: 0o644, content: Buffer.from(list) },
    ...modules.map(({ name, object }): CpioEntry => ({ kind: 'file', path: `modules/${name}.ko`, mode: 0o644, content: object })),
  ]);
}

/** Path of the archive in the cache, found again by its content. */
export async function cachedInitramfs(init: string, modules: readonly GuestModule[]): Promise<string> {
  const archive = buildInitramfs(await readFile(init), modules);
  const folder = await cached('initramfs', cacheKey(archive), (directory) =>
    writeFile(path.join(directory, 'initramfs'), archive),
  );
  return path.join(folder, 'initramfs');
}
