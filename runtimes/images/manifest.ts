/** The manifest of a root filesystem: every path with its mode and content, and the digest over them. */
import { createHash } from 'node:crypto';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { ImageConfig } from './image.js';

const place = {
  /** Relative to the root, `/` between the parts; empty for the root itself. */
  path: z.string(),
  mode: z.number().int(),
  /** Not part of the digest: only to see fast whether something was changed in this copy. */
  inode: z.number(),
  mtimeMs: z.number(),
};

const manifestEntry = z.discriminatedUnion('type', [
  z.object({ ...place, type: z.literal('directory') }),
  z.object({ ...place, type: z.literal('file'), size: z.number().int(), sha256: z.string() }),
  z.object({ ...place, type: z.literal('symlink'), target: z.string() }),
]);

export const manifestFile = z.object({
  digest: z.string(),
  config: z.object({ argv: z.array(z.string()), env: z.record(z.string(), z.string()), cwd: z.string() }),
  /** Ascending by path. */
  entries: z.array(manifestEntry),
});

export type ManifestEntry = z.infer<typeof manifestEntry>;
export type Manifest = z.infer<typeof manifestFile>;

const CHUNK_BYTES = 1024 * 1024;
/** Bits of a mode that belong to the image; the others tell the type. */
export const PERMISSIONS = 0o7777;

/** Reads a whole root filesystem, content included, and so also brings it into the page cache. @throws Error – a file of another type */
export async function readEntries(rootfs: string): Promise<ManifestEntry[]> {
  const names = await readdir(rootfs, { recursive: true });
  const entries: ManifestEntry[] = [];
  for (const name of ['', ...names].sort()) entries.push(await readEntry(rootfs, name));
  return entries;
}

/** `sha256:` over the sorted entries and the configuration; owners, inodes and times do not enter. */
export function manifestDigest(entries: readonly ManifestEntry[], config: ImageConfig): string {
  const hash = createHash('sha256');
  for (const entry of entries) hash.update(`${JSON.stringify(canonical(entry))}\n`);
  const env = Object.entries(config.env).sort(([a], [b]) => (a < b ? -1 : 1));
  hash.update(JSON.stringify([config.argv, env, config.cwd]));
  return `sha256:${hash.digest('hex')}`;
}

/** What of an entry its identity consists of. */
export function canonical(entry: ManifestEntry): readonly (string | number)[] {
  const { path: name, type, mode } = entry;
  if (entry.type === 'file') return [name, type, mode, entry.size, entry.sha256];
  return entry.type === 'symlink' ? [name, type, mode, entry.target] : [name, type, mode];
}

async function readEntry(rootfs: string, name: string): Promise<ManifestEntry> {
  const file = path.join(rootfs, name);
  const stats = await lstat(file);
  const common = { path: name, mode: stats.mode & PERMISSIONS, inode: stats.ino, mtimeMs: stats.mtimeMs };
  if (stats.isDirectory()) return { ...common, type: 'directory' };
  if (stats.isSymbolicLink()) return { ...common, type: 'symlink', target: await readlink(file) };
  if (stats.isFile()) return { ...common, type: 'file', size: stats.size, sha256: await sha256OfFile(file) };
  throw new Error(`${file}: neither a file, a folder nor a symbolic link; an image cannot hold it`);
}

/** In chunks, so that the harness does not grow by the size of the largest file. */
async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file);
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
