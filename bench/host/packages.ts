/** The system packages that Twinbench needs, by their Debian and Ubuntu names, and what tells that each is there. */
import { existsSync, readdirSync } from 'node:fs';
import type { InstanceKind } from '../../runtimes/runtime.js';
import { findProgram, findStaticBusybox } from './programs.js';

export interface SystemPackage {
  readonly name: string;
  readonly purpose: string;
  /** The kinds of environment that cannot run without it. */
  readonly neededFor: readonly InstanceKind[];
  readonly isPresent: () => boolean;
  /** Installed with the others, or by root without a terminal; never a reason to ask or to refuse. */
  readonly isOptional?: boolean;
}

const EVERY_KIND: readonly InstanceKind[] = ['bare', 'container', 'vm'];
/** Where distributions keep the static C library: Debian's multiarch folder, Fedora's, Alpine's. */
const STATIC_LIBC = [
  '/usr/lib/x86_64-linux-gnu/libc.a',
  '/usr/lib/aarch64-linux-gnu/libc.a',
  '/usr/lib64/libc.a',
  '/usr/lib/libc.a',
];

const program =
  (...names: string[]) =>
  () =>
    names.every((name) => findProgram(name) !== undefined);

/** In the order in which they are named to the user. */
export const PACKAGES: readonly SystemPackage[] = [
  {
    name: 'busybox-static',
    purpose: "the image's shell and tools",
    neededFor: EVERY_KIND,
    isPresent: () => findStaticBusybox() !== undefined,
  },
  {
    name: 'util-linux',
    purpose: 'flock, by which one run at a time measures',
    neededFor: EVERY_KIND,
    isPresent: program('flock'),
  },
  { name: 'gcc', purpose: 'compiles the launcher and the supervisor', neededFor: EVERY_KIND, isPresent: program('cc') },
  {
    name: 'libc6-dev',
    purpose: 'the static C library for them',
    neededFor: EVERY_KIND,
    isPresent: () => STATIC_LIBC.some((file) => existsSync(file)),
  },
  {
    name: 'musl-tools',
    purpose: 'a C library that starts faster, for the same two',
    neededFor: EVERY_KIND,
    // Elsewhere it has other names, and the host's own C library does as well.
    isPresent: () => findProgram('musl-gcc') !== undefined || findProgram('apt-get') === undefined,
    isOptional: true,
  },
  { name: 'qemu-system-x86', purpose: 'runs the virtual machine', neededFor: ['vm'], isPresent: program('qemu-system-x86_64') },
  { name: 'e2fsprogs', purpose: "makes the guest's disks", neededFor: ['vm'], isPresent: program('mke2fs') },
  { name: 'lz4', purpose: "unpacks Debian's guest kernel", neededFor: ['vm'], isPresent: program('lz4') },
  { name: 'zstd', purpose: "unpacks Ubuntu's guest kernel and modules", neededFor: ['vm'], isPresent: program('zstd') },
  { name: 'xz-utils', purpose: "unpacks newer kernels' modules", neededFor: ['vm'], isPresent: program('xz') },
  {
    name: 'mount',
    purpose: 'lets doctor try a mount',
    neededFor: EVERY_KIND,
    isPresent: program('mount', 'umount'),
    isOptional: true,
  },
];

/** What `npm run check` needs: C sources are compiled for their warnings. */
export const CHECK_PACKAGES: readonly SystemPackage[] = PACKAGES.filter(({ name }) => ['gcc', 'libc6-dev'].includes(name));

/** Other ways to make a container; each is compared with where it is installed, and left out by name where it is not. */
export const PEER_PACKAGES: readonly SystemPackage[] = [
  { name: 'bubblewrap', purpose: 'is compared with', neededFor: EVERY_KIND, isPresent: program('bwrap'), isOptional: true },
  { name: 'runc', purpose: 'is compared with', neededFor: EVERY_KIND, isPresent: program('runc'), isOptional: true },
];

/** What the tests of single instances need besides: `npm run test:sanitize`. */
export const INSTANCE_TEST_PACKAGES: readonly SystemPackage[] = [
  { name: 'mount', purpose: 'mounts in the tests', neededFor: EVERY_KIND, isPresent: program('mount', 'umount') },
  {
    name: 'libcap2-bin',
    purpose: 'gives a hostile image a file with capabilities',
    neededFor: EVERY_KIND,
    isPresent: program('setcap'),
  },
];

/** What looks at the report in a browser. */
export const SCREENSHOT_PACKAGES: readonly SystemPackage[] = [
  { name: 'chromium', purpose: 'opens the report in the tests', neededFor: EVERY_KIND, isPresent: program('chromium') },
  {
    name: 'fonts-dejavu-core',
    purpose: 'letters of the pictures that are compared',
    neededFor: EVERY_KIND,
    isPresent: () => existsSync('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'),
  },
];

/** What `npm test` needs besides. */
export const TEST_PACKAGES: readonly SystemPackage[] = [
  ...INSTANCE_TEST_PACKAGES,
  ...SCREENSHOT_PACKAGES,
  { name: 'git', purpose: 'makes revisions in the tests', neededFor: EVERY_KIND, isPresent: program('git') },
  { name: 'bubblewrap', purpose: 'is compared with in the tests', neededFor: EVERY_KIND, isPresent: program('bwrap') },
  { name: 'runc', purpose: 'is compared with in the tests', neededFor: EVERY_KIND, isPresent: program('runc') },
  { name: 'cpio', purpose: 'checks archives in the tests', neededFor: EVERY_KIND, isPresent: program('cpio') },
  { name: 'libxml2-utils', purpose: 'reads JUnit XML in the tests', neededFor: EVERY_KIND, isPresent: program('xmllint') },
  {
    name: 'python3-prometheus-client',
    purpose: 'reads OpenMetrics in the tests',
    neededFor: EVERY_KIND,
    isPresent: () => existsSync('/usr/lib/python3/dist-packages/prometheus_client'),
    isOptional: true,
  },
];

/** Where Debian's clang of any version keeps it: /usr/lib/llvm-14/lib/clang/14.0.6/lib/linux/libclang_rt.fuzzer-x86_64.a. */
function hasFuzzerRuntime(): boolean {
  const versions = listFolder('/usr/lib').filter((name) => name.startsWith('llvm-'));
  const clangs = versions.map((name) => `/usr/lib/${name}/lib/clang`);
  const folders = clangs.flatMap((folder) => listFolder(folder).map((release) => `${folder}/${release}/lib/linux`));
  return folders.some((folder) => listFolder(folder).some((name) => name.startsWith('libclang_rt.fuzzer-')));
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What `npm run test:fuzz` needs besides. */
export const FUZZ_PACKAGES: readonly SystemPackage[] = [
  { name: 'clang', purpose: 'compiles what libFuzzer attacks', neededFor: EVERY_KIND, isPresent: program('clang') },
  { name: 'libclang-rt-dev', purpose: 'libFuzzer itself', neededFor: EVERY_KIND, isPresent: hasFuzzerRuntime },
];

/** What `npm run test:lab` needs besides. */
export const LAB_PACKAGES: readonly SystemPackage[] = [
  { name: 'mmdebstrap', purpose: "makes the lab's host", neededFor: EVERY_KIND, isPresent: program('mmdebstrap') },
  { name: 'mount', purpose: 'mounts for it', neededFor: EVERY_KIND, isPresent: program('mount', 'umount') },
];

/** Packages that these kinds of environment need and the host lacks. A few milliseconds; starts nothing. */
export function missingPackages(kinds: readonly InstanceKind[] = EVERY_KIND, packages = PACKAGES): SystemPackage[] {
  const missing = packages.filter(({ neededFor, isPresent }) => neededFor.some((kind) => kinds.includes(kind)) && !isPresent());
  return uniqueByName(missing);
}

/** Of a package in two lists the entry that refuses without it stays. */
function uniqueByName(packages: readonly SystemPackage[]): SystemPackage[] {
  const needed = packages.filter(({ isOptional }) => isOptional !== true);
  const chosen = new Map([...packages, ...needed].map((one) => [one.name, one]));
  return [...chosen.values()];
}
