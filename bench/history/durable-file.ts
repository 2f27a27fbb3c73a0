/**
 * Files that are there whole or not at all, also after a kill or a power cut: temporary name in the same folder, fsync, rename, fsync of the
 * folder. What an interrupted write leaves behind has a name that nobody reads, and a later write removes it.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type FileContent, replaceFile, syncFolder } from '../../runtimes/whole-file.js';

const SCRATCH_NAME = /^\.(.+)\.[0-9a-f]{12}\.tmp$/;
/** No write takes longer; a younger file may belong to a writer that is at work, perhaps on another host. */
const SCRATCH_LIFE_MS = 10 * 60_000;

/** Once it returns, the file survives whatever happens. Makes the folder. @throws Error of the file system, the old file untouched */
export async function writeDurably(file: string, text: FileContent): Promise<void> {
  const folder = path.dirname(file);
  await makeFolder(folder);
  const scratch = path.join(folder, `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  await replaceFile(file, scratch, text);
  await syncFolder(folder);
}

/** Removes what interrupted writes of such files left in the folder. What cannot be removed stays: it harms nobody. */
export async function removeLeftovers(folder: string, nowMs: number, isTarget: (name: string) => boolean): Promise<void> {
  const isScratch = (name: string) => isTarget(SCRATCH_NAME.exec(name)?.[1] ?? '');
  for (const name of (await readdir(folder)).filter(isScratch)) {
    const file = path.join(folder, name);
    const modifiedMs = (await stat(file).catch(() => undefined))?.mtimeMs ?? nowMs;
    if (nowMs - modifiedMs > SCRATCH_LIFE_MS) await rm(file, { force: true }).catch(() => undefined);
  }
}

/** Each new folder is a name in its parent, which has to last as well. */
async function makeFolder(folder: string): Promise<void> {
  const isThere = await access(folder, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const first = await mkdir(folder, { recursive: true });
  for (let made = path.resolve(folder); first !== undefined; made = path.dirname(made)) {
    await syncFolder(path.dirname(made));
    if (made === path.resolve(first)) return;
  }
}
