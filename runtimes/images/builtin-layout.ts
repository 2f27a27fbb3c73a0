/** Lays out the built-in image's root filesystem: fixed paths, modes and times. */
import { constants } from 'node:fs';
import { chmod, copyFile, lutimes, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../process.js';
import type { SharedLibrary } from './libraries.js';

/** Files of this host that the image is made of. */
export interface Layout {
  readonly node: string;
  readonly nodeSources: readonly string[];
  readonly libraries: readonly SharedLibrary[];
  readonly busybox: string;
  readonly workloadBundle: string;
}

const FOLDERS: Readonly<Record<string, number>> = {
  bin: 0o755,
  dev: 0o755,
  etc: 0o755,
  mnt: 0o755,
  opt: 0o755,
  'opt/twinbench': 0o755,
  proc: 0o755,
  root: 0o700,
  run: 0o755,
  sys: 0o755,
  tmp: 0o1777,
  usr: 0o755,
  'usr/bin': 0o755,
  var: 0o755,
  'var/tmp': 0o1777,
};

const TEXTS: Readonly<Record<string, string>> = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n',
  'etc/group': 'root:x:0:\nnogroup:x:65534:\n',
  'etc/hosts': '127.0.0.1\tlocalhost\n::1\tlocalhost\n',
  'etc/resolv.conf': '',
};

const PROGRAM_MODE = 0o555;
const TEXT_MODE = 0o444;
const FOLDER_MODE = 0o755;
/** 2020-01-01T00:00:00Z: any fixed instant would do. */
const MTIME_SECONDS = 1_577_836_800;
const BUSYBOX_DEADLINE_MS = 10_000;

/** Fills the empty folder `rootfs`. The process's umask has no influence. */
export async function layOut(rootfs: string, layout: Layout): Promise<void> {
  await makeFolders(rootfs);
  for (const [name, text] of Object.entries(TEXTS)) await writeText(path.join(rootfs, name), text);
  await place(rootfs, layout.node, '/usr/bin/node', PROGRAM_MODE);
  await place(rootfs, layout.busybox, '/bin/busybox', PROGRAM_MODE);
  await place(rootfs, layout.workloadBundle, '/opt/twinbench/workload.mjs', TEXT_MODE);
  for (const source of layout.nodeSources) await place(rootfs, source, source, TEXT_MODE);
  for (const library of layout.libraries) await place(rootfs, library.path, libraryPath(library, layout.libraries), PROGRAM_MODE);
  await linkApplets(rootfs, layout.busybox);
  await fixTimes(rootfs);
}

/**
 * Where a library goes: beside libc, a folder that the loader searches without a cache file; the loader itself at the path that is
 * written into the program.
 */
function libraryPath(library: SharedLibrary, all: readonly SharedLibrary[]): string {
  if (path.isAbsolute(library.name)) return library.name;
  const libc = all.find(({ name }) => name === 'libc.so.6');
  return path.join(path.dirname(libc?.path ?? library.path), library.name);
}

async function makeFolders(rootfs: string): Promise<void> {
  await chmod(rootfs, FOLDER_MODE);
  for (const [name, mode] of Object.entries(FOLDERS)) {
    await mkdir(path.join(rootfs, name));
    await chmod(path.join(rootfs, name), mode);
  }
}

async function writeText(file: string, text: string): Promise<void> {
  await writeFile(file, text);
  await chmod(file, TEXT_MODE);
}

async function place(rootfs: string, source: string, target: string, mode: number): Promise<void> {
  const file = path.join(rootfs, target);
  await makeParents(rootfs, path.dirname(target));
  await copyFile(source, file, constants.COPYFILE_FICLONE);
  await chmod(file, mode);
}

async function makeParents(rootfs: string, folder: string): Promise<void> {
  const first = await mkdir(path.join(rootfs, folder), { recursive: true });
  if (first === undefined) return;
  for (let made = path.join(rootfs, folder); made.length >= first.length; made = path.dirname(made))
    await chmod(made, FOLDER_MODE);
}

/** One symbolic link per applet, where busybox itself would install it. */
async function linkApplets(rootfs: string, busybox: string): Promise<void> {
  const { stdout } = await run(busybox, ['--list-full'], { deadlineMs: BUSYBOX_DEADLINE_MS });
  for (const applet of stdout.split('\n').filter((name) => name !== '' && path.basename(name) !== 'busybox')) {
    await makeParents(rootfs, path.dirname(`/${applet}`));
    await symlink(path.relative(path.dirname(`/${applet}`), '/bin/busybox'), path.join(rootfs, applet));
  }
}

/** Folders after what they hold, since each change inside moves their time. */
async function fixTimes(rootfs: string): Promise<void> {
  const names = await readdir(rootfs, { recursive: true });
  const deepestFirst = names.sort().reverse();
  for (const name of [...deepestFirst, '']) await lutimes(path.join(rootfs, name), MTIME_SECONDS, MTIME_SECONDS);
}
