/** The launcher's configuration as a typed object, and its encoding for the launcher's descriptor 3 (see PROTOCOL.md). */

export type LaunchConfig = Placement & (SupervisedConfig | ProgramConfig);

/** The launcher's child becomes the supervisor, in a root of its own. */
interface SupervisedConfig {
  readonly mode: 'container' | 'bare';
  /** All absolute and existing, `upper` and `work` fresh and on one filesystem. */
  readonly root: OverlayFolders;
  readonly hostname?: string;
}

/** The child runs a program of the host: QEMU. */
interface ProgramConfig {
  readonly mode: 'exec';
  readonly path: string;
  /** The whole argv, `argv[0]` included. */
  readonly argv: readonly [string, ...string[]];
  /** The whole environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface OverlayFolders {
  readonly lower: string;
  readonly upper: string;
  readonly work: string;
  readonly merged: string;
}

interface Placement {
  /** Channel number (0 for the first that was asked for) or the launcher's own stderr → descriptor in the instance, below 32. */
  readonly descriptors?: readonly { readonly from: number | 'stderr'; readonly to: number }[];
  /** v2 folder to be cloned into. */
  readonly unifiedCgroup?: string;
  /** v1 folders. */
  readonly legacyCgroups?: readonly string[];
  /** CPU list such as `0-1`, set by affinity. */
  readonly cpuset?: string;
  /** An ordinary user, to be root in a new user namespace. */
  readonly userNamespace?: { readonly uid: number; readonly gid: number };
  readonly delaysMs?: { readonly launch?: number; readonly isolate?: number; readonly vmm?: number };
}

/** Descriptor of the launcher at which channel 0 arrives; 3 and 4 are configuration and status. */
export const FIRST_CHANNEL_FD = 5;
const STDERR_FD = 2;
const US_PER_MS = 1000;

/** @throws TypeError – a value holds a NUL byte, which would be read as the end of it */
export function encodeLaunchConfig(config: LaunchConfig, parentPid: number): Buffer {
  const own = config.mode === 'exec' ? programEntries(config) : rootEntries(config);
  const entries = [...plainEntries(config, parentPid), ...own, ...listEntries(config)];
  return Buffer.from(entries.filter(isPresent).map(encodeEntry).join(''));
}

type Entry = readonly [key: string, value: string | number | undefined];

function plainEntries(config: LaunchConfig, parentPid: number): Entry[] {
  const { userNamespace, delaysMs } = config;
  return [
    ['mode', config.mode],
    ['parent', parentPid],
    ['cgroup.unified', config.unifiedCgroup],
    ['cpuset', config.cpuset],
    ['userns', userNamespace && `${String(userNamespace.uid)}:${String(userNamespace.gid)}`],
    ['delayMs.launch', delaysMs?.launch],
    ['delayUs.isolate', delaysMs?.isolate === undefined ? undefined : Math.round(delaysMs.isolate * US_PER_MS)],
    ['delayMs.vmm', delaysMs?.vmm],
  ];
}

function rootEntries({ root, hostname }: SupervisedConfig): Entry[] {
  return [...Object.entries(root), ['hostname', hostname]];
}

function programEntries({ path, argv, env = {} }: ProgramConfig): Entry[] {
  return [
    ['path', path],
    ...argv.map((value): Entry => ['arg', value]),
    ...Object.entries(env).map(([name, value]): Entry => ['env', `${name}=${value}`]),
  ];
}

function listEntries(config: LaunchConfig): Entry[] {
  return [
    ...(config.descriptors ?? []).map(({ from, to }): Entry => ['fd', `${String(formatDescriptor(from))}:${String(to)}`]),
    ...(config.legacyCgroups ?? []).map((folder): Entry => ['cgroup.tasks', `${folder}/tasks`]),
  ];
}

function formatDescriptor(from: number | 'stderr'): number {
  return from === 'stderr' ? STDERR_FD : FIRST_CHANNEL_FD + from;
}

function isPresent(entry: Entry): entry is readonly [string, string | number] {
  return entry[1] !== undefined;
}

function encodeEntry([key, value]: readonly [string, string | number]): string {
  const text = `${key}=${String(value)}`;
  if (text.includes('\0')) throw new TypeError(`The launcher's ${key} holds a NUL byte: ${JSON.stringify(text)}`);
  return `${text}\0`;
}
