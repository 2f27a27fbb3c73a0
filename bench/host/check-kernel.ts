/** Doctor: what this host's kernel allows, found out by doing it. */
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { CommandError, tryRun } from '../../runtimes/process.js';
import { asRoot, type Check, type CheckContext, EVERY_KIND, firstLine, isRoot } from './check.js';
import { findFileSystem } from './filesystem.js';
import { findProgram } from './programs.js';

const DEADLINE_MS = 20_000;
const OWN_NAMESPACE = ['--user', '--map-root-user', '--mount'];

const MOUNT = 'mount -t tmpfs tmpfs /mnt';
/** As a container does. */
const MOUNT_PROC = `${MOUNT} && mount -t proc proc /proc`;

/** An ordinary user needs one; creating it may be allowed while mounts inside are refused, so those of a container are tried. */
export async function checkUserNamespaces(): Promise<Check> {
  const common = { id: 'user-namespaces', title: 'User namespaces', neededFor: [] };
  if (findProgram('mount') === undefined) return { ...common, status: 'degraded', ...NOT_TRIED };
  const refused = await whyRefused(MOUNT_PROC);
  if (refused === undefined) return { ...common, status: 'ok', detail: 'created one and mounted a file system in it' };
  if (isRoot()) return { ...common, status: 'ok', detail: 'refused, but not needed as root' };
  const explanation = (await whyRefused(MOUNT)) === undefined ? maskedProc(refused) : whyNoUserNamespace(refused);
  return { ...common, neededFor: ['container'], status: 'missing', detail: explanation.detail, mend: explanation.mend };
}

/** What is said when the script may not run in a user namespace; undefined when it may. */
async function whyRefused(script: string): Promise<string | undefined> {
  const tried = await tryRun('unshare', [...OWN_NAMESPACE, '--pid', '--fork', 'sh', '-c', script], { deadlineMs: DEADLINE_MS });
  return tried instanceof CommandError ? firstLine(tried.stderr) || firstLine(tried.message) : undefined;
}

function maskedProc(said: string): Explanation {
  return {
    detail: `a container may not mount its /proc, because parts of this host's are masked, as inside of Docker: ${said}`,
    mend: 'start the container around Twinbench with --security-opt systempaths=unconfined (Podman: --security-opt unmask=ALL), or run as root in one with --privileged',
  };
}

interface Explanation {
  readonly detail: string;
  readonly mend: string;
}

/** The setting that forbids it on the distributions we know; what the kernel said where none of them does. */
function whyNoUserNamespace(said: string): Explanation {
  if (setting('kernel/apparmor_restrict_unprivileged_userns') === '1') {
    return {
      detail: `AppArmor denies capabilities in a user namespace to programs without a profile (Ubuntu 23.10 and newer): ${said}`,
      mend: 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0   (until the next boot), or run as root',
    };
  }
  if (setting('kernel/unprivileged_userns_clone') === '0') {
    return {
      detail: `switched off for ordinary users: ${said}`,
      mend: 'sudo sysctl -w kernel.unprivileged_userns_clone=1, or run as root',
    };
  }
  if (setting('user/max_user_namespaces') === '0') {
    return {
      detail: `their number is limited to 0: ${said}`,
      mend: 'sudo sysctl -w user.max_user_namespaces=15000, or run as root',
    };
  }
  return { detail: said, mend: 'run as root; inside a container, start that one with --privileged' };
}

function setting(name: string): string | undefined {
  const file = path.join('/proc/sys', name);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Runs a program where ours lie, and where instances do. */
export async function checkExecution({ cacheFolder, workFolder }: CheckContext): Promise<Check> {
  const common = { id: 'execution', title: 'Program execution', neededFor: EVERY_KIND } as const;
  for (const folder of [path.join(cacheFolder, 'bin'), workFolder]) {
    const refused = await tryProgram(folder);
    if (refused !== undefined)
      return { ...common, status: 'missing', detail: refused, mend: 'name a folder elsewhere with TWINBENCH_CACHE' };
  }
  return { ...common, status: 'ok', detail: `allowed in ${path.join(cacheFolder, 'bin')} and in ${workFolder}` };
}

/** Undefined when it ran. */
async function tryProgram(parent: string): Promise<string | undefined> {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, 'doctor-'));
  try {
    const program = path.join(folder, 'true');
    copyFileSync(findProgram('true') ?? '/bin/true', program);
    chmodSync(program, 0o755);
    const tried = await tryRun(program, [], { deadlineMs: DEADLINE_MS });
    if (!(tried instanceof CommandError)) return undefined;
    const why = findFileSystem(folder).options.includes('noexec') ? 'its filesystem is mounted noexec' : firstLine(tried.message);
    return `programs may not be run in ${parent}: ${why}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Mounts one on the file system that instances will use, in a mount namespace that ends with the try. */
export async function checkOverlay({ workFolder }: CheckContext): Promise<Check> {
  const common = { id: 'overlay', title: 'Overlay file system', neededFor: ['bare', 'container'] } as const;
  if (findProgram('mount') === undefined) return { ...common, status: 'degraded', ...NOT_TRIED };
  const tried = await tryOverlay(workFolder);
  if (tried === undefined) return { ...common, status: 'ok', detail: `mounted one in ${workFolder}` };
  const mend = `${asRoot('modprobe overlay')}; where instances already lie on an overlay (inside a container), name another disk with TWINBENCH_CACHE`;
  return { ...common, status: 'missing', detail: tried, mend };
}

/** Instances are mounted without that program; only doctor's own tries need it. */
const NOT_TRIED = {
  detail: 'not tried: the program mount is not installed',
  mend: asRoot('apt-get install --yes --no-install-recommends mount'),
};

/** Undefined when it worked. */
async function tryOverlay(workFolder: string): Promise<string | undefined> {
  mkdirSync(workFolder, { recursive: true });
  const folder = mkdtempSync(path.join(workFolder, 'doctor-'));
  try {
    for (const name of ['lower', 'upper', 'work', 'merged']) mkdirSync(path.join(folder, name));
    const options = `lowerdir=lower,upperdir=upper,workdir=work${isRoot() ? '' : ',userxattr'}`;
    const script = `cd "$1" && mount -t overlay overlay -o ${options} merged && touch merged/file`;
    const namespaces = isRoot() ? ['--mount'] : OWN_NAMESPACE;
    const tried = await tryRun('unshare', [...namespaces, 'sh', '-c', script, 'sh', folder], { deadlineMs: DEADLINE_MS });
    return tried instanceof CommandError ? firstLine(tried.stderr) || firstLine(tried.message) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without a writable group nothing is limited, and neither memory nor CPU of a container can be measured. */
export function checkCgroups({ cgroups }: CheckContext): Check {
  const common = { id: 'cgroups', title: 'Control groups', neededFor: ['bare', 'container'] } as const;
  if ('layout' in cgroups) return { ...common, status: 'ok', detail: `${cgroups.layout}, writable` };
  const mend = 'systemd-run --user --scope -p Delegate=yes npm run bench, or run as root';
  return { ...common, status: 'degraded', detail: cgroups.reason, mend };
}

const KVM_DEVICE = '/dev/kvm';

/** That the device can be opened proves nothing: whether a guest boots on it is for the probe to say. */
export function checkKvm({ kvm }: CheckContext): Check {
  const common = { id: 'kvm', title: 'KVM', neededFor: ['vm'] } as const;
  const device = kvmDevice();
  if (kvm?.usable) return { ...common, status: 'ok', detail: kvm.reason };
  const emulated = 'the virtual machine is emulated in software, so its speed says nothing about KVM';
  // A guest that did not even boot emulated must not hide that KVM was closed to it.
  const closed = device.openable || kvm?.reason.startsWith(KVM_DEVICE) === true ? [] : [device.detail];
  const detail = kvm === undefined ? device.detail : [...closed, kvm.reason, emulated].join('; ');
  if (device.openable && kvm === undefined) return { ...common, status: 'ok', detail };
  const mend = device.mend ?? 'use a host, or an instance type with nested virtualization, on which KVM boots a guest';
  return { ...common, status: 'degraded', detail, mend };
}

export function kvmDevice(): {
  readonly openable: boolean;
  readonly present: boolean;
  readonly detail: string;
  readonly mend?: string;
} {
  const device = KVM_DEVICE;
  if (!existsSync(device)) {
    const mend =
      'enable virtualization in the firmware or for this virtual machine, then: sudo modprobe kvm_intel || sudo modprobe kvm_amd';
    return { present: false, openable: false, detail: `${device} does not exist`, mend };
  }
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
    return { present: true, openable: true, detail: `${device} can be opened; no guest was booted on it yet` };
  } catch {
    const mend = 'sudo usermod --append --groups kvm "$USER", then log in again';
    return { present: true, openable: false, detail: `${device} may not be opened by this user`, mend };
  }
}
