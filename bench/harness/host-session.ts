/**
 * What every command that starts instances needs on the host: swept leftovers, a folder on disk, a cgroup parent and the image.
 * All of it carries this process's identity and goes when the command ends.
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, makeFolders, openCacheFolder } from '../../runtimes/cache.js';
import { type CgroupSupport, openCgroupParent } from '../../runtimes/cgroup.js';
import { builtinImage } from '../../runtimes/images/builtin.js';
import type { Image } from '../../runtimes/images/image.js';
import { ownerName, thisProcess } from '../../runtimes/owner.js';
import { sweepLeftovers } from './leftovers.js';

export interface HostSession {
  readonly image: Image;
  /** Holds one folder per live instance. */
  readonly workFolder: string;
  /** Begins every instance id of this process. */
  readonly idPrefix: string;
  readonly cgroups: CgroupSupport;
  /** Makes the fresh, empty folder of one instance. */
  instanceFolder(id: string): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** @param makeImage what the instances are to run; the built-in image unless told otherwise */
export async function openHostSession(makeImage: () => Promise<Image> = builtinImage): Promise<HostSession> {
  await sweepLeftovers();
  const workFolder = path.join(findWorkRoot(), ownerName(thisProcess()));
  const cgroups = await openCgroupParent();
  const close = async (): Promise<void> => {
    await cgroups.parent?.close();
    await rm(workFolder, { recursive: true, force: true });
  };
  const image = await openImage(workFolder, makeImage).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    image,
    workFolder,
    cgroups,
    idPrefix: `twinbench-${String(process.pid)}`,
    async instanceFolder(id) {
      const folder = path.join(workFolder, id);
      await mkdir(folder);
      return folder;
    },
    [Symbol.asyncDispose]: close,
  };
}

async function openImage(workFolder: string, makeImage: () => Promise<Image>): Promise<Image> {
  await openCacheFolder('work');
  await makeFolders(workFolder);
  return makeImage();
}

/** Folder on disk below which all instances write. */
export function findWorkRoot(): string {
  return cacheFolder('work');
}
