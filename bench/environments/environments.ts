/** The environments there are, and the concrete runtimes behind them. A new one is one line here. */
import os from 'node:os';
import { BareRuntime } from '../../runtimes/bare/bare-runtime.js';
import { NamespaceRuntime } from '../../runtimes/namespace/namespace-runtime.js';
import { PlainRuntime } from '../../runtimes/plain/plain-runtime.js';
import type { InstanceKind, Resources, Runtime } from '../../runtimes/runtime.js';
import { ownKernel } from '../../vm/guest/kernel-files.js';
import { MACHINES, type MachineId } from '../../vm/qemu/machine.js';
import { QemuRuntime, requireMemory } from '../../vm/qemu/qemu-runtime.js';
import { PLAIN_ENVIRONMENT } from '../contract/calibration.js';
import { UsageError } from '../contract/errors.js';
import { BALLOON_ENVIRONMENT } from '../contract/scenarios.js';
import { parseChoice } from '../contract/suggestion.js';
import type { HostSession } from '../harness/host-session.js';
import type { OpenEnvironment } from '../harness/instance-spec.js';
import type { Settings } from '../harness/settings.js';

interface EnvironmentEntry {
  readonly id: string;
  readonly kind: InstanceKind;
  readonly bootDeadlineMs: number;
  readonly open: (settings: Settings) => Runtime;
  /** Only where the user or a scenario asks for it. */
  readonly onRequest?: boolean;
}

const ENVIRONMENTS: readonly EnvironmentEntry[] = [
  { id: 'bare', kind: 'bare', bootDeadlineMs: 10_000, open: () => new BareRuntime() },
  { id: 'container', kind: 'container', bootDeadlineMs: 10_000, open: () => new NamespaceRuntime() },
  { id: 'vm', kind: 'vm', bootDeadlineMs: 60_000, open: (settings) => openVm(settings, false) },
  {
    id: BALLOON_ENVIRONMENT.id,
    kind: 'vm',
    bootDeadlineMs: 60_000,
    open: (settings) => openVm(settings, true),
    onRequest: true,
  },
  { id: PLAIN_ENVIRONMENT, kind: 'bare', bootDeadlineMs: 10_000, open: () => new PlainRuntime(), onRequest: true },
];

/** Those that a user can name. */
export const ENVIRONMENT_IDS = ENVIRONMENTS.map(({ id }) => id).filter((id) => id !== PLAIN_ENVIRONMENT);

/** Those of a run in which the user names none. */
export const DEFAULT_ENVIRONMENT_IDS = ENVIRONMENTS.filter(({ onRequest }) => onRequest !== true).map(({ id }) => id);

function openVm({ accel, cpus, kernel, modules, memoryBytes, machine }: Settings, freePageReporting: boolean): Runtime {
  requireMemory(memoryBytes);
  if ((kernel === undefined) !== (modules === undefined))
    throw new UsageError('--kernel and --modules go together: the kernel image and its modules folder');
  return new QemuRuntime({
    accelerator: accel,
    vcpus: cpus ?? chooseCpus(),
    writableDiskBytes: DISK_BYTES,
    freePageReporting,
    ...(machine !== undefined && { machine: parseMachine(machine) }),
    ...(kernel === undefined || modules === undefined ? {} : { kernel: { image: kernel, modules } }),
  });
}

/** Kinds of machine that a guest can be given. */
export const MACHINE_IDS = Object.keys(MACHINES);

/** @throws UsageError */
function parseMachine(name: string): MachineId {
  return parseChoice(
    'machine',
    name,
    Object.values(MACHINES).map(({ id }) => id),
  );
}

/** @throws UsageError – no such environment */
function findEntry(id: string): EnvironmentEntry {
  const entry = ENVIRONMENTS.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new UsageError(`there is no environment "${id}"`);
  return entry;
}

/** @throws UsageError – no such environment, or settings that do not go together */
export function openRuntime(id: string, settings: Settings): Runtime {
  return findEntry(id).open(settings);
}

/** @throws UsageError – no such environment */
export function findKind(id: string): InstanceKind {
  return findEntry(id).kind;
}

/** As the list has them, each once. */
export function sortEnvironments(ids: readonly string[]): string[] {
  return ENVIRONMENTS.map(({ id }) => id).filter((id) => ids.includes(id));
}

/** What settings and files can tell of it, before anything is prepared. @throws UsageError, InstanceError, MissingKernelError */
export async function checkEnvironment({ id, listed = id, settings }: WantedEnvironment): Promise<void> {
  openRuntime(listed, settings);
  const { kernel, modules } = settings;
  if (findKind(listed) === 'vm' && kernel !== undefined && modules !== undefined) await ownKernel(kernel, modules);
}

/** The kinds of these environments, each once. */
export function listKinds(ids: readonly string[]): InstanceKind[] {
  return [...new Set(ENVIRONMENTS.filter((entry) => ids.includes(entry.id)).map((entry) => entry.kind))];
}

const DEFAULT_PIDS_MAX = 1024;
/** Size of a guest's disk, and what the others may keep on theirs. */
const DISK_BYTES = 1024 ** 3;
/** More vCPUs than this would measure the guest's start of CPUs rather than the guest. */
const DEFAULT_CPUS_MAX = 2;

function chooseCpus(): number {
  return Math.min(DEFAULT_CPUS_MAX, os.availableParallelism());
}

/** One environment of a run: as its id and the run's settings say, but for what is given. */
export interface WantedEnvironment {
  readonly id: string;
  /** In the list of environments; the id when absent. */
  readonly listed?: string;
  readonly settings: Settings;
  /** Digest in the image store; the session's image when absent. */
  readonly image?: string;
}

/** Made ready: programs compiled, guest disk made, accelerator probed. @throws UsageError – no such environment; InstanceError */
export async function openEnvironment(
  { id, listed = id, settings }: WantedEnvironment,
  session: HostSession,
  image = session.image,
): Promise<OpenEnvironment> {
  const runtime = openRuntime(listed, settings);
  await runtime.prepare(image);
  const resources: Resources = {
    memoryBytes: settings.memoryBytes,
    cpus: settings.cpus ?? chooseCpus(),
    pidsMax: DEFAULT_PIDS_MAX,
    diskBytes: DISK_BYTES,
  };
  const makeCgroup: OpenEnvironment['makeCgroup'] = async (instanceId, limits) =>
    session.cgroups.parent?.create(instanceId, chooseCgroupLimits(runtime.kind, limits));
  return { id, runtime, image, resources, bootDeadlineMs: findEntry(listed).bootDeadlineMs, makeCgroup };
}

/** A guest's memory is bounded by its RAM; a limit on the VMM besides would count the emulator's own memory against the guest. */
function chooseCgroupLimits(kind: InstanceKind, { memoryBytes, pidsMax }: Resources): Partial<Resources> {
  return kind === 'vm' ? {} : { memoryBytes, pidsMax };
}
