/**
 * The built-in image: the host's own Node and its libraries, a static busybox and the workload program. The same inputs give
 * the same digest on every host and on every day.
 */

import { realpathSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached, cacheKey, exists } from '../cache.js';
import { ExpectedError } from '../errors.js';
import { projectRoot } from '../native.js';
import { type Layout, layOut } from './builtin-layout.js';
import { type Image, ImageChangedError, type ImageConfig } from './image.js';
import { sharedLibraries } from './libraries.js';
import { addImage, checkImage, findImage, removeImage } from './store.js';

/** Paths inside the image. */
export const NODE = '/usr/bin/node';
export const WORKLOAD_PROGRAM = '/opt/twinbench/workload.mjs';

/** The bundle that becomes WORKLOAD_PROGRAM; part of each workload's digest. */
export const workloadBundle = path.join(projectRoot, 'dist', 'bundles', 'workload.mjs');

/** Raised whenever the layout itself changes, so that images are made anew from the same inputs. */
const LAYOUT_VERSION = '1';

const CONFIG: ImageConfig = {
  argv: [NODE, WORKLOAD_PROGRAM],
  env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' },
  cwd: '/',
};

/** The image for this host's Node and busybox, from the store or made now (about two seconds). @throws MissingBusyboxError */
export async function builtinImage(): Promise<Image> {
  const layout = await findInputs();
  const made: Image[] = [];
  const lookup = await cached('builtin-images', await inputsKey(layout), async (directory) => {
    const image = await make(layout);
    made.push(image);
    await writeFile(path.join(directory, 'digest'), image.digest);
  });
  return made[0] ?? (await usable(await readFile(path.join(lookup, 'digest'), 'utf8'))) ?? make(layout);
}

function make(layout: Layout): Promise<Image> {
  return addImage(CONFIG, (rootfs) => layOut(rootfs, layout));
}

/** The stored image; one that was changed, or whose manifest cannot be read, is dropped. */
async function usable(digest: string): Promise<Image | undefined> {
  const image = await findImage(digest);
  if (image !== undefined && (await isUnchanged(image))) return image;
  await removeImage(digest);
  return undefined;
}

async function isUnchanged(image: Image): Promise<boolean> {
  try {
    await checkImage(image);
    return true;
  } catch (error) {
    if (error instanceof ImageChangedError) return false;
    throw error;
  }
}

/** The image's shell and tools are not on this host. */
class MissingBusyboxError extends ExpectedError {}

async function findInputs(): Promise<Layout> {
  const node = realpathSync(process.execPath);
  const [busybox, libraries] = await Promise.all([findStaticBusybox(), sharedLibraries(node)]);
  return { node, nodeSources: nodeSources(), libraries, busybox, workloadBundle };
}

/** Some distributions keep parts of Node's own JavaScript in files beside it, which it reads at its start. */
function nodeSources(): string[] {
  const { node_builtin_shareable_builtins: sources } = process.config.variables as Readonly<Record<string, unknown>>;
  return Array.isArray(sources)
    ? sources.filter((file): file is string => typeof file === 'string' && path.isAbsolute(file))
    : [];
}

async function findStaticBusybox(): Promise<string> {
  for (const file of ['/usr/bin/busybox', '/bin/busybox', '/usr/bin/busybox-static', '/sbin/busybox']) {
    if ((await exists(file)) && (await sharedLibraries(file)).length === 0) return realpathSync(file);
  }
  throw new MissingBusyboxError(
    'no statically linked busybox on this host; install one, on Debian and Ubuntu: apt-get install busybox-static',
  );
}

/** Programs and libraries by the identity of their files: reading them all would take as long as making the image. */
async function inputsKey(layout: Layout): Promise<string> {
  const files = [layout.node, layout.busybox, ...layout.nodeSources, ...layout.libraries.map((library) => library.path)];
  const identities = files.map((file) => {
    const { dev, ino, size, mtimeMs } = statSync(file);
    return [file, dev, ino, size, mtimeMs].join(' ');
  });
  return cacheKey(LAYOUT_VERSION, JSON.stringify(CONFIG), ...identities, await readFile(workloadBundle));
}
