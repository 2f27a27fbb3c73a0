/**
 * The image's root filesystem as a read-only ext4 disk, made by `mke2fs -d` without mounting and kept in the cache by the image's digest.
 * UUID, hash seed and creation time are fixed. Files keep owner and mode. An ordinary user's files become root's through a user
 * namespace in which that user is root; where user namespaces are refused they keep the user's number inside the guest.
 */
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { cached, cacheKey } from '../../runtimes/cache.js';
import type { Image } from '../../runtimes/images/image.js';
import { CommandError } from '../../runtimes/process.js';
import { runE2fs } from './e2fsprogs.js';

const BLOCK_BYTES = 4096;
const INODE_BYTES = 256;
/** Group descriptors, bitmaps and directory slack; unused blocks of the sparse file cost nothing. */
const SLACK_BYTES = 16 * 1024 * 1024;
const SLACK_RATIO = 1.1;
const SPARE_INODES = 64;
const FIXED_UUID = '7477696e-6265-4e63-a000-000000000001';
/** Raised when the way disks are made changes. */
const FORMAT = 'ext4-readonly-2';

export interface DiskNeeds {
  readonly bytes: number;
  readonly inodes: number;
}

/** Path of the disk. @throws CommandError – mke2fs is missing or failed */
export async function imageDisk(image: Image): Promise<string> {
  const folder = await cached('image-disk', cacheKey(FORMAT, image.digest), (directory) =>
    makeImageDisk(image.rootfs, path.join(directory, 'image.ext4')),
  );
  return path.join(folder, 'image.ext4');
}

/** Makes the disk at `target` from a folder. */
export async function makeImageDisk(rootfs: string, target: string): Promise<void> {
  const { bytes, inodes } = await measureTree(rootfs);
  const sizeBytes = Math.ceil((bytes * SLACK_RATIO + SLACK_BYTES) / BLOCK_BYTES) * BLOCK_BYTES;
  const features = '^has_journal,^resize_inode,^metadata_csum_seed';
  const extended = `hash_seed=${FIXED_UUID},root_owner=0:0,lazy_itable_init=0,nodiscard`;
  const args = ['-q', '-F', '-t', 'ext4', '-b', String(BLOCK_BYTES), '-I', String(INODE_BYTES), '-m', '0'];
  args.push('-N', String(inodes + SPARE_INODES), '-O', features, '-E', extended, '-U', FIXED_UUID, '-L', 'image');
  await runMke2fs([...args, '-d', rootfs, target, `${String(sizeBytes / 1024)}k`]);
  // The image has no such folder, so neither must the disk.
  await runE2fs('debugfs', ['-w', '-R', 'rmdir lost+found', target]);
}

/** Blocks and inodes that a folder's content takes on the disk. */
export async function measureTree(folder: string): Promise<DiskNeeds> {
  let bytes = 0;
  const entries = await readdir(folder, { recursive: true });
  for (const entry of entries) {
    const { size, isFile } = await measureContent(path.join(folder, entry));
    bytes += isFile ? Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES : BLOCK_BYTES;
  }
  return { bytes: bytes + entries.length * INODE_BYTES, inodes: entries.length };
}

async function measureContent(file: string): Promise<{ size: number; isFile: boolean }> {
  const stats = await lstat(file);
  return { size: stats.size, isFile: stats.isFile() };
}

async function runMke2fs(args: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0 && (await mapsToRoot(args))) return;
  await runE2fs('mke2fs', args);
}

/** False where the host refuses user namespaces. */
async function mapsToRoot(args: readonly string[]): Promise<boolean> {
  try {
    await runE2fs('unshare', ['--user', '--map-root-user', 'mke2fs', ...args]);
    return true;
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}
