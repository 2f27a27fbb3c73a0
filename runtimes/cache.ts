/**
 * The cache: everything that is made once and found again by its content (programs, kernel, image, disks).
 * An entry is made under a temporary name and renamed into place, so a killed maker leaves no half entry behind.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { isNameOfDeadOwner, ownerName, thisProcess } from './owner.js';

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

const SCRATCH_SUFFIX = /-[0-9a-f]{8}\.tmp$/;
/** Names and sizes of an entry's own files, so that one that was cut short (by a full disk, a crash of the host) is made anew. */
const SIZES_FILE = '.sizes.json';

/** A name for something half made beside its place; tells whose it is, so that `sweepScratch` can remove a dead maker's. */
export function scratchName(): string {
  return `${ownerName(thisProcess())}-${randomBytes(4).toString('hex')}.tmp`;
}

/** Removes what killed makers left in the cache. @returns the paths that were removed */
export async function sweepScratch(): Promise<string[]> {
  const removed: string[] = [];
  for (const kind of await foldersOf(cacheRoot())) {
    for (const name of await readdir(path.join(cacheRoot(), kind))) {
      if (!SCRATCH_SUFFIX.test(name) || !isNameOfDeadOwner(name.replace(SCRATCH_SUFFIX, ''))) continue;
      removed.push(path.join(cacheRoot(), kind, name));
    }
  }
  for (const scratch of removed) await rm(scratch, { recursive: true, force: true });
  return removed;
}

async function foldersOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/**
 * The folder `<cache>/<kind>/<key>`, made by `make` when it is missing or its files have other sizes than when they were made.
 * Two makers at once are fine: the first rename wins and the loser's work is dropped.
 */
export async function cached(kind: string, key: string, make: (directory: string) => Promise<void>): Promise<string> {
  const target = path.join(cacheRoot(), kind, key);
  if (await isWhole(target)) return target;
  await discard(target);
  return cachedByContent(kind, async (directory) => {
    await make(directory);
    await writeFile(path.join(directory, SIZES_FILE), JSON.stringify(await sizesIn(directory)));
    return key;
  });
}

async function isWhole(entry: string): Promise<boolean> {
  if (!(await exists(entry))) return false;
  const recorded = await readFile(path.join(entry, SIZES_FILE), 'utf8').catch(() => undefined);
  return recorded === undefined || recorded === JSON.stringify(await sizesIn(entry));
}

/** Of the files in the folder itself; what lies deeper is its maker's to check. */
async function sizesIn(folder: string): Promise<Record<string, number>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && entry.name !== SIZES_FILE).map((entry) => entry.name);
  const sizes = await Promise.all(names.sort().map(async (name) => [name, (await stat(path.join(folder, name))).size] as const));
  return Object.fromEntries(sizes);
}

/** Takes an entry away, all at once for those who look for it. */
export async function discard(entry: string): Promise<void> {
  const doomed = path.join(path.dirname(entry), scratchName());
  try {
    await rename(entry, doomed);
  } catch (error) {
    if (!(await exists(entry))) return;
    throw error;
  }
  await rm(doomed, { recursive: true, force: true });
}

/** Like `cached` for an entry whose key is known only once it is made: `make` returns it. */
export async function cachedByContent(kind: string, make: (directory: string) => Promise<string>): Promise<string> {
  const folder = path.join(cacheRoot(), kind);
  const scratch = path.join(folder, scratchName());
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
