/**
 * The distribution's own kernel package, downloaded and unpacked into the cache; nothing is installed.
 * Debian: the dependency of `linux-image-cloud-amd64`. Ubuntu: that of `linux-image-virtual`, whose modules are a package of their own.
 */
import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { cached, cacheFolder, cacheKey } from '../../runtimes/cache.js';
import { CommandError, run, tryRun } from '../../runtimes/process.js';
import { readJson, writeJson } from './json-file.js';
import { type KernelFiles, MissingKernelError } from './kernel-files.js';

/** First one that apt knows; the small ones for virtual machines come first. */
const META_PACKAGES = ['linux-image-cloud-amd64', 'linux-image-virtual', 'linux-image-amd64', 'linux-image-generic'];
const IMAGE_PACKAGE = /^linux-image-(unsigned-)?\d/;
const MODULES_PACKAGE = /^linux-modules-\d/;
const APT_LISTS = '/var/lib/apt/lists';
const QUERY_DEADLINE_MS = 60_000;
const DOWNLOAD_DEADLINE_MS = 600_000;

interface AptPackage {
  readonly name: string;
  readonly version: string;
  readonly depends: readonly string[];
}

const resolution = z.array(z.object({ name: z.string(), version: z.string() })).min(1);
type Resolution = z.infer<typeof resolution>;

/** The kernel of the distribution's package. @throws MissingKernelError – no apt, no package lists, or no network */
export async function packagedKernel(): Promise<KernelFiles> {
  const packages = await resolvePackages();
  const versions = packages.map(({ name, version }) => `${name}=${version}`);
  const folder = await cached('kernel', cacheKey(...versions), (directory) => unpack(versions, directory));
  return filesIn(folder, versions.join(' '));
}

/** Asking apt takes seconds; its answer can only change when its lists do. */
async function resolvePackages(): Promise<Resolution> {
  const lists = await stat(APT_LISTS).catch(() => undefined);
  const key = cacheKey('kernel-packages', String(lists?.mtimeMs));
  const file = path.join(cacheFolder('kernel-packages'), `${key}.json`);
  const known = await readJson(file, resolution);
  if (known !== undefined) return known;
  const packages = await askApt();
  await writeJson(file, packages);
  return packages;
}

async function askApt(): Promise<Resolution> {
  for (const meta of META_PACKAGES) {
    const image = await dependency(await show(meta), IMAGE_PACKAGE);
    if (image === undefined) continue;
    const modules = await dependency(image, MODULES_PACKAGE);
    return [image, modules].filter((one) => one !== undefined).map(({ name, version }) => ({ name, version }));
  }
  throw new MissingKernelError(
    'apt knows none of its kernel packages',
    `${META_PACKAGES.join(', ')}; run "apt-get update" first`,
  );
}

async function dependency(dependant: AptPackage | undefined, pattern: RegExp): Promise<AptPackage | undefined> {
  const name = dependant?.depends.find((one) => pattern.test(one));
  return name === undefined ? undefined : show(name);
}

async function show(name: string): Promise<AptPackage | undefined> {
  const answer = await tryRun('apt-cache', ['show', '--no-all-versions', name], { deadlineMs: QUERY_DEADLINE_MS });
  if (answer instanceof CommandError) {
    if (answer.notFound) throw new MissingKernelError('this host has no apt', 'apt-cache was not found');
    return undefined;
  }
  return parseShow(answer.stdout);
}

/** Reads the first stanza of `apt-cache show`; absent when it names no version. */
export function parseShow(text: string): AptPackage | undefined {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(text.split('\n\n')[0] ?? '')?.[1]?.trim();
  const name = field('Package');
  const version = field('Version');
  if (name === undefined || version === undefined) return undefined;
  const depends = (field('Depends') ?? '').split(/[,|]/).map((one) => one.trim().split(/[ (:]/)[0] ?? '');
  return { name, version, depends };
}

async function unpack(versions: readonly string[], directory: string): Promise<void> {
  await download(versions, directory);
  const archives = (await readdir(directory)).filter((file) => file.endsWith('.deb'));
  const tree = path.join(directory, 'tree');
  for (const archive of archives) {
    await run('dpkg-deb', ['--extract', path.join(directory, archive), tree], { deadlineMs: QUERY_DEADLINE_MS });
    await rm(path.join(directory, archive));
  }
  await keepKernel(tree, directory);
}

async function download(versions: readonly string[], directory: string): Promise<void> {
  const result = await tryRun('apt-get', ['download', ...versions], { deadlineMs: DOWNLOAD_DEADLINE_MS, cwd: directory });
  if (!(result instanceof CommandError)) return;
  throw new MissingKernelError(
    'the kernel package could not be downloaded',
    `${result.message}\nrun "apt-get update" and try again`,
  );
}

/** Of the package only the kernel and its modules are kept; merged-usr packages have the modules below /usr. */
async function keepKernel(tree: string, directory: string): Promise<void> {
  const boot = path.join(tree, 'boot');
  const image = (await readdir(boot)).find((file) => file.startsWith('vmlinuz-'));
  if (image === undefined) throw new MissingKernelError('the kernel package holds no kernel', boot);
  const release = image.slice('vmlinuz-'.length);
  const folders = [path.join(tree, 'lib', 'modules', release), path.join(tree, 'usr', 'lib', 'modules', release)];
  const modules = await firstFolder(folders);
  if (modules === undefined) throw new MissingKernelError('the kernel package holds no modules', folders.join(', '));
  await rename(path.join(boot, image), path.join(directory, 'vmlinuz'));
  await rename(modules, path.join(directory, 'modules'));
  await writeJson(path.join(directory, 'release.json'), release);
  await rm(tree, { recursive: true });
}

async function firstFolder(folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) return folder;
  }
  return undefined;
}

async function filesIn(folder: string, origin: string): Promise<KernelFiles> {
  const release = await readJson(path.join(folder, 'release.json'), z.string());
  if (release === undefined) throw new MissingKernelError('the cached kernel is damaged', `remove ${folder} and try again`);
  return { image: path.join(folder, 'vmlinuz'), modules: path.join(folder, 'modules'), origin, release };
}
