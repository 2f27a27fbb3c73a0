/** The image store: `<cache>/images/<hex digest>/` with `rootfs/` and `manifest.json`. */
import { lstatSync, type Stats } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cachedByContent, cacheFolder, discard } from '../cache.js';
import { type Image, ImageChangedError, type ImageConfig } from './image.js';
import {
  canonical,
  type Manifest,
  type ManifestEntry,
  manifestDigest,
  manifestFile,
  PERMISSIONS,
  readEntries,
} from './manifest.js';

const DIGEST_PREFIX = 'sha256:';
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Makes an image of whatever `fill` puts into the empty folder it is given; an image of the same content is used as it is. */
export async function addImage(config: ImageConfig, fill: (rootfs: string) => Promise<void>): Promise<Image> {
  const entry = await cachedByContent('images', async (directory) => {
    const rootfs = path.join(directory, 'rootfs');
    await withImageUmask(async () => {
      await mkdir(rootfs);
      await fill(rootfs);
    });
    const entries = await readEntries(rootfs);
    const digest = manifestDigest(entries, config);
    await writeFile(path.join(directory, 'manifest.json'), JSON.stringify({ digest, config, entries }));
    return digest.slice(DIGEST_PREFIX.length);
  });
  return makeImage(entry, await readManifest(entry));
}

const IMAGE_UMASK = 0o022;
let fillsUnderWay = 0;
let userUmask = IMAGE_UMASK;

/** Modes are content of an image: they must not follow the umask of whoever makes it, nor must those of the programs that help. */
async function withImageUmask(fill: () => Promise<void>): Promise<void> {
  if (fillsUnderWay === 0) userUmask = process.umask(IMAGE_UMASK);
  fillsUnderWay += 1;
  try {
    await fill();
  } finally {
    fillsUnderWay -= 1;
    if (fillsUnderWay === 0) process.umask(userUmask);
  }
}

/** The stored image with this digest, or undefined. Its files are not looked at: see `checkImage`. */
export async function findImage(digest: string): Promise<Image | undefined> {
  const entry = locateEntry(digest);
  try {
    return makeImage(entry, await readManifest(entry));
  } catch {
    return undefined;
  }
}

/** Takes an image out of the store, all at once for those who look for it. */
export async function removeImage(digest: string): Promise<void> {
  if (DIGEST.test(digest)) await discard(locateEntry(digest));
}

function locateEntry(digest: string): string {
  return path.join(cacheFolder('images'), digest.slice(DIGEST_PREFIX.length));
}

/** Reads everything again and recomputes the digest (about 0.5 s); leaves the image in the page cache. @throws ImageChangedError */
export async function verifyImage(image: Image): Promise<void> {
  const entries = await readEntries(image.rootfs);
  if (manifestDigest(entries, image.config) === image.digest) return;
  const { entries: expected } = await readManifest(path.dirname(image.rootfs));
  const [file, difference] = firstDifference(expected, entries);
  throw new ImageChangedError(image, file, difference);
}

/** Compares inode, mode, size and modification time of every path with the manifest: milliseconds. @throws ImageChangedError */
export async function checkImage(image: Image): Promise<void> {
  const { entries } = await knownManifest(image);
  for (const entry of entries) {
    const difference = findChange(entry, readStats(path.join(image.rootfs, entry.path)));
    if (difference !== undefined) throw new ImageChangedError(image, entry.path, difference);
  }
}

function readStats(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}

/** A new file shows in its folder's modification time. */
function findChange(entry: ManifestEntry, stats: Stats | undefined): string | undefined {
  if (stats === undefined) return 'missing';
  if (stats.ino !== entry.inode) return 'replaced by another file';
  if ((stats.mode & PERMISSIONS) !== entry.mode) return 'mode differs';
  if (entry.type === 'file' && stats.size !== entry.size) return `size is ${String(stats.size)}, not ${String(entry.size)}`;
  return stats.mtimeMs === entry.mtimeMs ? undefined : 'modified';
}

function firstDifference(
  expected: readonly ManifestEntry[],
  found: readonly ManifestEntry[],
): [file: string, difference: string] {
  const remaining = new Map(found.map((entry) => [entry.path, JSON.stringify(canonical(entry))]));
  for (const entry of expected) {
    const text = remaining.get(entry.path);
    if (text === undefined) return [entry.path, 'missing'];
    if (text !== JSON.stringify(canonical(entry))) return [entry.path, 'content, mode or type differs'];
    remaining.delete(entry.path);
  }
  for (const name of remaining.keys()) return [name, 'not part of the image'];
  return ['../manifest.json', 'does not match the digest'];
}

const manifests = new Map<string, Promise<Manifest>>();

/** Parsed once per process and image: the check runs before every trial. */
function knownManifest(image: Image): Promise<Manifest> {
  const known = manifests.get(image.rootfs) ?? readManifest(path.dirname(image.rootfs));
  manifests.set(image.rootfs, known);
  return known;
}

async function readManifest(entry: string): Promise<Manifest> {
  return manifestFile.parse(JSON.parse(await readFile(path.join(entry, 'manifest.json'), 'utf8')));
}

function makeImage(entry: string, { digest, config, entries }: Manifest): Image {
  const sizeBytes = entries.reduce((sum, one) => sum + (one.type === 'file' ? one.size : 0), 0);
  return { digest, rootfs: path.join(entry, 'rootfs'), sizeBytes, config };
}
