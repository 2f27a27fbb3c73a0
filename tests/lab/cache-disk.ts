/**
 * Twinbench's caches inside the lab's host, on a disk of their own: as with a user who has run it before, what compiling and unpacking take
 * under emulation is paid once.
 */
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, exists, openCacheFolder } from '../../runtimes/cache.js';
import { run } from '../../runtimes/process.js';
import { runE2fs } from '../../vm/disk/e2fsprogs.js';
import type { Variant } from './boot.js';
import type { HostDisk } from './host-disk.js';

const DISK_SIZE = '3G';
const COPY_DEADLINE_MS = 120_000;

/** Each variant has its own: both run at the same time. */
function keptDisk({ disk }: HostDisk, variant: Variant): string {
  return path.join(cacheFolder('lab-cache'), `${path.basename(path.dirname(disk))}-${variant}.ext4`);
}

/** Puts at `target` what the last good boots left, or an empty disk. The copy is worked with, so that a boot cut short spoils nothing. */
export async function openCacheDisk(host: HostDisk, variant: Variant, target: string): Promise<void> {
  const kept = keptDisk(host, variant);
  if (await exists(kept)) await run('cp', ['--sparse=always', kept, target], { deadlineMs: COPY_DEADLINE_MS });
  else await runE2fs('mke2fs', ['-q', '-F', '-t', 'ext4', '-m', '0', target, DISK_SIZE]);
}

/** For the next time; `disk` on the same file system. */
export async function keepCacheDisk(host: HostDisk, variant: Variant, disk: string): Promise<void> {
  const kept = keptDisk(host, variant);
  await openCacheFolder('lab-cache');
  await rename(disk, kept);
}
