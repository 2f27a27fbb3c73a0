/**
 * What lies in the cache: whose it is, and the removal of what is ours. A cache may be a folder that others use as well, such as the root of a
 * disk, so everything is recognised before it is removed, and all else stays.
 */

import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { CACHE_KINDS, CACHE_TAG, CACHE_TAG_TEXT, type CacheKind, cacheFolder, cacheRoot, RECORD_FILE } from './cache.js';
import { hasCode } from './errno.js';
import { formatError } from './errors.js';
import { explainUnjudged, isEarlierName, judgeName } from './owner.js';
import { Removal, type Spared } from './removal.js';

const KINDS = Object.keys(CACHE_KINDS).filter((name): name is CacheKind => name in CACHE_KINDS);
/** A folder in `work`, or something half made in any kind, such as `0a1b.json.<owner>.tmp` and `<owner>-0a1b2c3d.tmp`. */
const OWNED = /^(?:.*\.)?(run-\d+-\d+(?:-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})?)(?:(?:-[0-9a-f]{8})?\.tmp)?$/;
/** Where Twinbench 0.1 kept the lock of a run. */
const EARLIER_LOCK = 'run.lock';

export interface CacheLeftovers {
  /** Of processes that are dead. */
  readonly dead: readonly string[];
  /** Of living ones, as far as is known. */
  readonly alive: readonly string[];
  /** Of processes that cannot be judged. */
  readonly unjudged: readonly Spared[];
  /** In the work folder: neither an owner's nor of a form that we know. And folders of the cache that cannot be read. */
  readonly foreign: readonly Spared[];
}

/** Looks; changes nothing. */
export async function findCacheLeftovers(): Promise<CacheLeftovers> {
  const found = { dead: [] as string[], alive: [] as string[], unjudged: await findEarlierLock(), foreign: [] as Spared[] };
  for (const kind of KINDS) {
    const { entries, obstacle } = await readKind(kind);
    found.foreign.push(...obstacle);
    for (const { name } of entries) {
      const file = path.join(cacheFolder(kind), name);
      const owner = OWNED.exec(name)?.[1];
      const judgement = owner === undefined ? undefined : judgeName(owner);
      if (judgement === 'dead') found.dead.push(file);
      else if (judgement === 'alive') found.alive.push(file);
      else if (judgement !== undefined) found.unjudged.push({ path: file, because: explainUnjudged(owner ?? '') });
      else if (kind === 'work' && !CACHE_KINDS.work.test(name)) found.foreign.push({ path: file, because: FOREIGN });
    }
  }
  return found;
}

const FOREIGN = 'Twinbench did not make it';

async function findEarlierLock(): Promise<Spared[]> {
  const file = path.join(cacheRoot(), EARLIER_LOCK);
  const [owner = ''] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  return isEarlierName(owner) ? [{ path: file, because: explainUnjudged(owner) }] : [];
}

/** A kind that is a link may lead anywhere, so nothing behind it is ours to remove. */
async function readKind(kind: CacheKind): Promise<{ entries: Dirent[]; obstacle: Spared[] }> {
  const folder = cacheFolder(kind);
  const spare = (because: string) => ({ entries: [], obstacle: [{ path: folder, because }] });
  try {
    if (!(await lstat(folder)).isDirectory()) return spare('it is no folder of its own');
    return { entries: await readdir(folder, { withFileTypes: true }), obstacle: [] };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { entries: [], obstacle: [] };
    return spare(`it cannot be read (${formatError(error)})`);
  }
}

/** Removes all entries of the cache, and the root when nothing else is in it. Nobody may use the cache meanwhile. */
export async function emptyCache(): Promise<Removal> {
  const removal = new Removal();
  const root = cacheRoot();
  const isMarked = await isMarkedAsOurs();
  for (const kind of KINDS) await emptyKind(kind, isMarked, removal);
  const rest = await readdir(root).catch(() => []);
  for (const name of rest.filter((one) => one !== CACHE_TAG && !(one in CACHE_KINDS)))
    removal.spare(path.join(root, name), FOREIGN);
  if (isMarked && rest.every((name) => name === CACHE_TAG)) await removal.remove(path.join(root, CACHE_TAG));
  await removeIfEmpty(root, removal);
  return removal;
}

async function emptyKind(kind: CacheKind, isMarked: boolean, removal: Removal): Promise<void> {
  const { entries, obstacle } = await readKind(kind);
  removal.spared.push(...obstacle);
  for (const entry of entries) {
    const file = path.join(cacheFolder(kind), entry.name);
    const judgement = judgeName(OWNED.exec(entry.name)?.[1] ?? '');
    const isOurs = CACHE_KINDS[kind].test(entry.name) && (isMarked || (await looksMade(file)));
    if (judgement === 'dead' || (judgement === undefined && isOurs)) await removal.remove(file);
    else removal.spare(file, judgement === undefined ? FOREIGN : 'its owner may use it');
  }
  if (obstacle.length === 0) await removeIfEmpty(cacheFolder(kind), removal);
}

async function isMarkedAsOurs(): Promise<boolean> {
  return (await readFile(path.join(cacheRoot(), CACHE_TAG), 'utf8').catch(() => '')).startsWith(CACHE_TAG_TEXT);
}

/**
 * In a root without our mark, which was not empty when Twinbench came, a name is not enough: another program may name by digests, too. An entry
 * holds the record of its files, an image its manifest; small files are JSON; a disk has its type in its name.
 */
async function looksMade(file: string): Promise<boolean> {
  const inside = (name: string) =>
    stat(path.join(file, name)).then(
      () => true,
      () => false,
    );
  if (file.endsWith('.json')) return isJson(file);
  if (file.endsWith('.ext4')) return true;
  if (path.basename(file).startsWith('doctor-'))
    return (await readdir(file).catch(() => [''])).every((name) => DOCTORS.includes(name));
  return (await inside(RECORD_FILE)) || ((await inside('manifest.json')) && (await inside('rootfs')));
}

/** What the doctor makes where it tries an overlay. */
const DOCTORS = ['lower', 'upper', 'work', 'merged'];

async function isJson(file: string): Promise<boolean> {
  try {
    JSON.parse(await readFile(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}

/** A link to a folder, or a place where a disk is mounted, is the user's and stays. */
async function removeIfEmpty(folder: string, removal: Removal): Promise<void> {
  try {
    await rmdir(folder);
    removal.removed.push(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EBUSY')) removal.spare(folder, String(error));
  }
}
