/** `results/latest`: our link to the newest run. A copy, an unpacked artifact or a user may have made something else of it, which stays as it is. */
import { lstat, open, readdir, readlink, realpath, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { exists } from '../../runtimes/cache.js';
import { ownerName, thisProcess } from '../../runtimes/owner.js';
import { UsageError } from '../contract/errors.js';

const LATEST = 'latest';
/** As `newRunId` makes them: they sort by time. */
const RUN_ID = /^\d{8}-\d{6}-[0-9a-f]{4}$/;
const RUN_FILES = ['results.json', 'trials.jsonl'] as const;

/** Points `latest` at the run's folder, atomically; what is not a link of ours is left alone. */
export async function pointLatestAt(folder: string): Promise<void> {
  const link = findLatestBeside(folder);
  if (!(await isFree(link))) return;
  const scratch = `${link}.${ownerName(thisProcess())}.tmp`;
  try {
    await symlink(path.basename(folder), scratch);
    await rename(scratch, link);
  } catch {
    await rm(scratch, { force: true });
  }
}

/** At a run's beginning and end: whoever looks at `latest` afterwards would take an older run for this one. */
export async function warnUnlessLatest(folder: string, say: (text: string) => void): Promise<void> {
  const link = findLatestBeside(folder);
  if ((await realpath(link).catch(() => undefined)) === (await realpath(folder))) return;
  say(
    `warning: ${link} was not updated, for it is ${await readKind(link)}. This run is in ${folder}; rename or remove ${link}, and the next run updates it`,
  );
}

/**
 * A `latest` that is not our link may be of any age. Where newer runs lie beside it, it is not taken: an old run would be judged as the newest.
 * @param name what the user named, or the default @throws UsageError – naming the newest run; also of a link that leads nowhere
 */
export async function refuseStaleLatest(name: string): Promise<void> {
  const place = findLatestIn(name);
  if (place === undefined || !(await isThere(place))) return;
  const target = await readlink(place).catch(() => undefined);
  const runs = await listRunsBeside(place);
  const newest =
    runs.at(-1) === undefined ? '' : ` The newest run there is ${path.join(path.dirname(place), runs.at(-1) ?? '')}.`;
  if (!(await exists(place))) throw new UsageError(`${place} leads to ${target ?? ''}, which is gone.${newest} Name a run.`);
  if (target !== undefined && RUN_ID.test(target)) return;
  const startedAt = await readStart(place);
  if (!runs.some((run) => startedAt === undefined || formatStamp(run) > startedAt)) return;
  throw new UsageError(
    `${place} is ${await readKind(place)} and holds an older run than those beside it.${newest} Name the run that is meant, or remove ${place}.`,
  );
}

function findLatestBeside(folder: string): string {
  return path.join(path.dirname(folder), LATEST);
}

/** `results/latest` of itself, of a path with a slash at its end, and of a file in it. */
function findLatestIn(name: string): string | undefined {
  const place = path.normalize(name).replace(/\/+$/, '');
  return [place, path.dirname(place)].find((one) => path.basename(one) === LATEST);
}

async function isFree(link: string): Promise<boolean> {
  return !(await isThere(link)) || RUN_ID.test(await readlink(link).catch(() => ''));
}

/** Also a link that leads nowhere. */
function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

async function readKind(link: string): Promise<string> {
  const stats = await lstat(link).catch(() => undefined);
  if (stats === undefined) return 'not there and could not be made';
  if (stats.isSymbolicLink()) return 'a link that Twinbench did not make';
  return stats.isDirectory() ? 'a folder, not a link' : 'a file, not a link';
}

/** Ascending. */
async function listRunsBeside(place: string): Promise<string[]> {
  const folder = path.dirname(place);
  const names = (await readdir(folder).catch(() => [])).filter((name) => RUN_ID.test(name)).sort();
  const held = await Promise.all(names.map((name) => findFileIn(path.join(folder, name))));
  return names.filter((_, index) => held[index] !== undefined);
}

async function findFileIn(folder: string): Promise<string | undefined> {
  for (const name of RUN_FILES) if (await exists(path.join(folder, name))) return path.join(folder, name);
  return undefined;
}

/** `20260131-235959`, as in run ids. */
function formatStamp(runId: string): string {
  return runId.slice(0, '20260131-235959'.length);
}

const HEAD_BYTES = 65_536;

/** When its run started, as a stamp, from the beginning of a file of it; undefined where it cannot be told. */
async function readStart(folder: string): Promise<string | undefined> {
  const file = await findFileIn(folder);
  if (file === undefined) return undefined;
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const startedAt = /"startedAt": ?"([^"]+)"/.exec(buffer.toString('utf8', 0, bytesRead))?.[1];
    return startedAt?.replace(/[-:]/g, '').replace('T', '-').slice(0, '20260131-235959'.length);
  } finally {
    await handle.close();
  }
}
