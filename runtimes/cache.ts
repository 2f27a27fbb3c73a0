/**
 * The cache: everything that is made once and found again by its content (programs, kernel, image, disks).
 * An entry is made under a temporary name and renamed into place, so a killed maker leaves no half entry behind.
 */

import { createHash, randomBytes } from 'node:crypto';
import { constants, createReadStream, rmSync } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { explainCache, namedCache } from './environment.js';
import { hasCode } from './errno.js';
import { ExpectedError } from './errors.js';
import { mountsWithin } from './mounts.js';
import { ownerName, thisProcess } from './owner.js';

/** Root of the cache, as the environment names it. Absolute. @throws EnvironmentVariableError – nothing names one */
export function cacheRoot(): string {
  return namedCache().folder;
}

/** Short content key: 32 hex digits over the parts, each of which is ended by a NUL byte. */
export function cacheKey(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 32);
}

/** Names of entries: of what is found by the content that it was made from or of, of a host, of a lab's host. */
const KEY = /^[0-9a-f]{32}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const KEY_JSON = /^[0-9a-f]{32}\.json$/;
const HOST_JSON = /^[0-9a-f]{16}-[\w.-]+\.json$/;
const LAB_DISK = /^[0-9a-f]{32}-[a-z]+\.ext4$/;
/** Folders that carry their owner's name, and those in which the doctor tries a mount. */
const WORK = /^(run-[0-9a-f-]+|doctor-\w{6})$/;

/** Every folder of the cache, with the names that entries have in it: whatever else lies there is not ours. */
export const CACHE_KINDS = {
  accelerator: KEY_JSON,
  bin: KEY,
  'builtin-images': KEY,
  calibration: HOST_JSON,
  'guest-description': KEY_JSON,
  'image-disk': KEY,
  images: DIGEST,
  initramfs: KEY,
  isolation: HOST_JSON,
  kernel: KEY,
  'kernel-packages': KEY_JSON,
  'lab-cache': LAB_DISK,
  'lab-host': KEY,
  'noise-floor': HOST_JSON,
  tsc: KEY_JSON,
  vmlinux: KEY,
  work: WORK,
  'writable-disk': KEY,
} as const;

export type CacheKind = keyof typeof CACHE_KINDS;

export function cacheFolder(kind: CacheKind): string {
  return path.join(cacheRoot(), kind);
}

/** Where something lies in its cache. By what names its content it is the same in every cache, so that a copied one finds what was learned of it. */
export function placeInCache(file: string): string {
  return path.relative(cacheRoot(), file);
}

/** In the root of a cache that was empty when Twinbench began to use it. Programs that make backups leave such a folder out (bford.info/cachedir). */
export const CACHE_TAG = 'CACHEDIR.TAG';
export const CACHE_TAG_TEXT = `Signature: 8a477f597d28d172789f06886806bc55
# This folder is a cache of Twinbench; "twinbench clean --cache" empties it.
`;

/** Makes the folder of one kind. A root that is new, or empty, becomes marked as ours. @throws EnvironmentVariableError – it cannot be kept there */
export async function openCacheFolder(kind: CacheKind): Promise<string> {
  const folder = cacheFolder(kind);
  try {
    if (!(await exists(folder))) await makeCacheFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
    return folder;
  } catch (error) {
    throw explainCache(error);
  }
}

async function makeCacheFolder(folder: string): Promise<void> {
  await makeFolders(cacheRoot());
  if ((await readdir(cacheRoot())).length === 0) await markAsOurs();
  await makeFolders(folder);
}

/** Another process may do it at the same time. */
async function markAsOurs(): Promise<void> {
  await writeFile(path.join(cacheRoot(), CACHE_TAG), CACHE_TAG_TEXT, { flag: 'wx' }).catch((error: unknown) => {
    if (!hasCode(error, 'EEXIST')) throw error;
  });
}

/** What an entry's own files were when they were made, so that one that was cut short (by a full disk, a crash of the host) or changed is made anew. */
export const RECORD_FILE = '.files.json';

/** A name for something half made beside its place; tells whose it is, so that a dead maker's can be removed. */
export function scratchName(): string {
  return `${ownerName(thisProcess())}-${randomBytes(4).toString('hex')}.tmp`;
}

/**
 * The folder `<cache>/<kind>/<key>`, made by `make` when it is missing or its files are not as they were made.
 * Two makers at once are fine: the first rename wins and the loser's work is dropped.
 */
export async function cached(kind: CacheKind, key: string, make: (directory: string) => Promise<void>): Promise<string> {
  const target = path.join(cacheFolder(kind), key);
  if (await isWhole(target)) return target;
  await discard(target);
  return cachedByContent(kind, async (directory) => {
    await make(directory);
    await writeFile(path.join(directory, RECORD_FILE), JSON.stringify(await recordFile(directory)));
    return key;
  });
}

async function isWhole(entry: string): Promise<boolean> {
  if (!(await exists(entry))) return false;
  const recorded = await readRecord(entry);
  if (recorded === undefined) return false;
  const names = await ownFiles(entry);
  if (names.join('\0') !== Object.keys(recorded).join('\0')) return false;
  for (const name of names) if (!(await isAsRecorded(path.join(entry, name), recorded[name]))) return false;
  return true;
}

const fileRecords = z.record(z.string(), z.object({ size: z.number(), mtimeMs: z.number(), sha256: z.string() }));
type FileRecords = z.infer<typeof fileRecords>;

/** Absent where there is none, or none that can be read: nothing then says that the files are whole. */
async function readRecord(entry: string): Promise<FileRecords | undefined> {
  try {
    return fileRecords.parse(JSON.parse(await readFile(path.join(entry, RECORD_FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Only where the time differs, as after a copy, is the content read: that takes a tenth of a second for a disk. */
async function isAsRecorded(file: string, recorded: FileRecords[string] | undefined): Promise<boolean> {
  const { size, mtimeMs } = await stat(file);
  if (size !== recorded?.size) return false;
  return mtimeMs === recorded.mtimeMs || (await digestFile(file)) === recorded.sha256;
}

async function recordFile(folder: string): Promise<FileRecords> {
  const describe = async (name: string): Promise<[string, FileRecords[string]]> => {
    const file = path.join(folder, name);
    const { size, mtimeMs } = await stat(file);
    return [name, { size, mtimeMs, sha256: await digestFile(file) }];
  };
  return Object.fromEntries(await Promise.all((await ownFiles(folder)).map(describe)));
}

/** In the folder itself; what lies deeper is its maker's to check. */
async function ownFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && entry.name !== RECORD_FILE).map((entry) => entry.name);
  return names.sort();
}

async function digestFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/** Something that is not ours stands in the way of an entry. */
class CacheBlockedError extends ExpectedError {}

/** Takes an entry away, all at once for those who look for it. @throws CacheBlockedError – a file system is mounted in it */
export async function discard(entry: string): Promise<void> {
  const [mount] = mountsWithin(entry);
  if (mount !== undefined)
    throw new CacheBlockedError(`${entry} cannot be made anew: a file system is mounted at ${mount}; unmount it first`);
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
export async function cachedByContent(kind: CacheKind, make: (directory: string) => Promise<string>): Promise<string> {
  const folder = await openCacheFolder(kind);
  const scratch = path.join(folder, scratchName());
  removeAtExit(scratch);
  await makeFolders(scratch);
  try {
    const target = path.join(folder, await make(scratch));
    await renameUnlessPresent(scratch, target);
    return target;
  } finally {
    await rm(scratch, { recursive: true, force: true });
    halfMade.delete(scratch);
  }
}

/** What this process makes right now: whoever is interrupted does not wait until it is made. */
const halfMade = new Set<string>();
let willRemoveHalfMade = false;

function removeAtExit(scratch: string): void {
  if (!willRemoveHalfMade) process.once('exit', removeHalfMade);
  willRemoveHalfMade = true;
  halfMade.add(scratch);
}

function removeHalfMade(): void {
  for (const scratch of halfMade) rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * Makes a folder and those above it. Not by Node 20's own `recursive`, which never returns where the kernel answers ENOENT below a folder that
 * exists (/proc), and calls a filesystem that may not be written a missing folder.
 */
export async function makeFolders(folder: string): Promise<void> {
  if (await madeFolder(folder)) return;
  // Made here, or by another maker in the meantime; which may also take away again what it made for a moment.
  await makeFolders(path.dirname(folder));
  if (await madeFolder(folder)) return;
  await makeFolders(path.dirname(folder));
  if (!(await madeFolder(folder))) await mkdir(folder);
}

/** False where the folder above is missing. @throws Error – any other refusal; a folder that exists is none */
async function madeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return true;
    if (hasCode(error, 'ENOENT') && path.dirname(folder) !== folder) return false;
    throw error;
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
