/** The lab's host: a Debian system with its cloud kernel, made from Debian's packages and kept in the cache. */
import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { PACKAGES } from '../../bench/host/packages.js';
import { cached, cacheKey } from '../../runtimes/cache.js';
import { projectRoot } from '../../runtimes/native.js';
import { run } from '../../runtimes/process.js';
import { runE2fs } from '../../vm/disk/e2fsprogs.js';

export interface HostDisk {
  /** Raw ext4 disk, never written to: every boot throws its writes away. */
  readonly disk: string;
  readonly kernel: string;
  readonly initramfs: string;
}

const RELEASE = 'bookworm';
const SYSTEM = [
  'linux-image-cloud-amd64',
  'initramfs-tools',
  'systemd-sysv',
  'dbus-user-session',
  'libpam-systemd',
  'iproute2',
  'kmod',
  'libstdc++6',
  'procps',
  'strace',
];
/** Room for a cache of images, kernels and disks; a sparse file takes none before it is used. */
const DISK_SIZE = '6G';
const BOOTSTRAP_DEADLINE_MS = 20 * 60_000;
const UNNEEDED = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*', '/usr/share/info/*'];
const SCRIPTS = path.join(projectRoot, 'tests', 'lab', 'host');

/** @throws CommandError – mmdebstrap is missing or failed */
export async function hostDisk(announce: (line: string) => void): Promise<HostDisk> {
  const packages = [...SYSTEM, ...PACKAGES.map(({ name }) => name)];
  const scripts = await Promise.all((await readdir(SCRIPTS)).sort().map((name) => readFile(path.join(SCRIPTS, name))));
  const key = cacheKey(RELEASE, DISK_SIZE, packages.join(' '), ...scripts);
  const folder = await cached('lab-host', key, async (directory) => {
    announce(`making a Debian host with ${String(packages.length)} packages and what they need (once, some minutes)`);
    await makeHost(packages, directory);
  });
  const file = (name: string) => path.join(folder, name);
  return { disk: file('host.ext4'), kernel: file('vmlinuz'), initramfs: file('initrd.img') };
}

async function makeHost(packages: readonly string[], directory: string): Promise<void> {
  const root = path.join(directory, 'root');
  try {
    await bootstrap(packages, root);
    for (const name of ['vmlinuz', 'initrd.img']) await copyFile(await bootFile(root, name), path.join(directory, name));
    const target = path.join(directory, 'host.ext4');
    await runE2fs('mke2fs', ['-q', '-F', '-t', 'ext4', '-O', '^has_journal', '-m', '0', '-d', root, target, DISK_SIZE]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function bootstrap(packages: readonly string[], root: string): Promise<void> {
  // In a mount namespace of its own: whatever ends it, none of its mounts stays.
  const args = [
    '--mount',
    '--propagation',
    'private',
    'mmdebstrap',
    '--variant=minbase',
    '--mode=root',
    `--include=${packages.join(',')}`,
    '--aptopt=Acquire::Languages "none"',
  ];
  args.push(...UNNEEDED.map((pattern) => `--dpkgopt=path-exclude=${pattern}`));
  args.push(`--customize-hook=${path.join(SCRIPTS, 'customize.sh')} "$1" ${SCRIPTS}`);
  await run('unshare', [...args, RELEASE, root], { deadlineMs: BOOTSTRAP_DEADLINE_MS });
}

async function bootFile(root: string, prefix: string): Promise<string> {
  const folder = path.join(root, 'boot');
  const name = (await readdir(folder)).find((entry) => entry.startsWith(`${prefix}-`));
  if (name === undefined) throw new Error(`the lab's host has no /boot/${prefix}-*`);
  return path.join(folder, name);
}
