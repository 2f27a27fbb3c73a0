/** The launcher's configuration as a typed object, and its encoding for the launcher's descriptor 3 (see PROTOCOL.md). */

export interface LaunchConfig {
  readonly mode: 'container' | 'bare' | 'exec';
  /** Host path of the program that the instance runs: the supervisor, or QEMU. */
  readonly path: string;
  /** The whole argv, `argv[0]` included. */
  readonly argv: readonly [string, ...string[]];
  /** The whole environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Channel number (0 for the first that was asked for) or the launcher's own stderr → descriptor in the program, below 32. */
  readonly descriptors?: readonly { readonly from: number | 'stderr'; readonly to: number }[];
  /** v2 folder to be cloned into. */
  readonly unifiedCgroup?: string;
  /** v1 folders. */
  readonly legacyCgroups?: readonly string[];
  /** CPU list such as `0-1`, set by affinity. */
  readonly cpuset?: string;
  /** An ordinary user, to be root in a new user namespace. */
  readonly userNamespace?: { readonly uid: number; readonly gid: number };
  /** Needed by `container` and `bare`; all absolute and existing, `upper` and `work` fresh and on one filesystem. */
  readonly root?: { readonly lower: string; readonly upper: string; readonly work: string; readonly merged: string };
  readonly hostname?: string;
  readonly delaysMs?: { readonly launch?: number; readonly isolate?: number; readonly vmm?: number };
}

/** Descriptor of the launcher at which channel 0 arrives; 3 and 4 are configuration and status. */
export const FIRST_CHANNEL_FD = 5;
const STDERR_FD = 2;
const US_PER_MS = 1000;

/** @throws TypeError – a value holds a NUL byte, which would be read as the end of it */
export function encodeLaunchConfig(config: LaunchConfig, parentPid: number): Buffer {
  const entries = [...plainEntries(config, parentPid), ...listEntries(config)];
  return Buffer.from(entries.filter(isPresent).map(encodeEntry).join(''));
}

type Entry = readonly [key: string, value: string | number | undefined];

function plainEntries(config: LaunchConfig, parentPid: number): Entry[] {
  const { root, userNamespace, delaysMs } = config;
  return [
    ['mode', config.mode],
    ['path', config.path],
    ['parent', parentPid],
    ['cgroup.unified', config.unifiedCgroup],
    ['cpuset', config.cpuset],
    ['userns', userNamespace && `${String(userNamespace.uid)}:${String(userNamespace.gid)}`],
    ['lower', root?.lower],
    ['upper', root?.upper],
    ['work', root?.work],
    ['merged', root?.merged],
    ['hostname', config.hostname],
    ['delayMs.launch', delaysMs?.launch],
    ['delayUs.isolate', delaysMs?.isolate === undefined ? undefined : Math.round(delaysMs.isolate * US_PER_MS)],
    ['delayMs.vmm', delaysMs?.vmm],
  ];
}

function listEntries(config: LaunchConfig): Entry[] {
  return [
    ...config.argv.map((value): Entry => ['arg', value]),
    ...Object.entries(config.env ?? {}).map(([name, value]): Entry => ['env', `${name}=${value}`]),
    ...(config.descriptors ?? []).map(({ from, to }): Entry => ['fd', `${String(descriptorOf(from))}:${String(to)}`]),
    ...(config.legacyCgroups ?? []).map((folder): Entry => ['cgroup.tasks', `${folder}/tasks`]),
  ];
}

function descriptorOf(from: number | 'stderr'): number {
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
