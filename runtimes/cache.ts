/**
 * The cache: everything that is made once and found again by its content (programs, kernel, image, disks).
 * An entry is made under a temporary name and renamed into place, so a killed maker leaves no half entry behind.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** Root of the cache: TWINBENCH_CACHE, else `twinbench` in the XDG cache folder. Absolute. */
export function cacheRoot(): string {
  const own = process.env['TWINBENCH_CACHE'];
  if (own !== undefined && own !== '') return path.resolve(own);
  const xdg = process.env['XDG_CACHE_HOME'];
  const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(homedir(), '.cache');
  return path.join(base, 'twinbench');
}

/** Short content key: 32 hex digits over the parts, each of which is ended by a NUL byte. */
export function cacheKey(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 32);
}

/**
 * The folder `<cache>/<kind>/<key>`, made by `make` when it is missing.
 * Two makers at once are fine: the first rename wins and the loser's work is dropped.
 */
export async function cached(kind: string, key: string, make: (directory: string) => Promise<void>): Promise<string> {
  const target = path.join(cacheRoot(), kind, key);
  if (await exists(target)) return target;
  return cachedByContent(kind, async (directory) => {
    await make(directory);
    return key;
  });
}

/** Like `cached` for an entry whose key is known only once it is made: `make` returns it. */
export async function cachedByContent(kind: string, make: (directory: string) => Promise<string>): Promise<string> {
  const folder = path.join(cacheRoot(), kind);
  const scratch = path.join(folder, `${String(process.pid)}-${randomBytes(4).toString('hex')}.tmp`);
  await mkdir(scratch, { recursive: true });
  try {
    const target = path.join(folder, await make(scratch));
    await renameUnlessPresent(scratch, target);
    return target;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function renameUnlessPresent(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(await exists(to))) throw error;
  }
}
