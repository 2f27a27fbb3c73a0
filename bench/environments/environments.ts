/** The environments there are, and the concrete runtimes behind them. A new one is one line here. */
import os from 'node:os';
import { BareRuntime } from '../../runtimes/bare/bare-runtime.js';
import type { Cgroup } from '../../runtimes/cgroup.js';
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
import type { Settings } from '../harness/settings.js';
import type { OpenEnvironment } from '../harness/trial-context.js';

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
    vcpus: cpus ?? defaultCpus(),
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

/** @throws UsageError – no such environment, or settings that do not go together */
export function openRuntime(id: string, settings: Settings): Runtime {
  const entry = ENVIRONMENTS.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new UsageError(`there is no environment "${id}"`);
  return entry.open(settings);
}

/** @throws UsageError – no such environment */
export function findKind(id: string): InstanceKind {
  const entry = ENVIRONMENTS.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new UsageError(`there is no environment "${id}"`);
  return entry.kind;
}

/** What settings and files can tell of it, before anything is prepared. @throws UsageError, InstanceError, MissingKernelError */
export async function checkEnvironment(id: string, settings: Settings): Promise<void> {
  openRuntime(id, settings);
  const { kernel, modules } = settings;
  if (findKind(id) === 'vm' && kernel !== undefined && modules !== undefined) await ownKernel(kernel, modules);
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

function defaultCpus(): number {
  return Math.min(DEFAULT_CPUS_MAX, os.availableParallelism());
}

/** These environments, each made ready: programs compiled, guest disk made, accelerator probed. @throws InstanceError */
export async function openEnvironments(
  ids: readonly string[],
  settings: Settings,
  workshop: HostSession,
): Promise<OpenEnvironment[]> {
  const resources: Resources = {
    memoryBytes: settings.memoryBytes,
    cpus: settings.cpus ?? defaultCpus(),
    pidsMax: DEFAULT_PIDS_MAX,
    diskBytes: DISK_BYTES,
  };
  const opened: OpenEnvironment[] = [];
  for (const entry of ENVIRONMENTS.filter((candidate) => ids.includes(candidate.id))) {
    const runtime = entry.open(settings);
    await runtime.prepare(workshop.image);
    opened.push({
      id: entry.id,
      runtime,
      resources,
      bootDeadlineMs: entry.bootDeadlineMs,
      makeCgroup: (instanceId, limits = resources) => makeCgroup(workshop, runtime.kind, instanceId, limits),
    });
  }
  return opened;
}

/** A guest's memory is bounded by its RAM; a limit on the VMM besides would count the emulator's own memory against the guest. */
async function makeCgroup(workshop: HostSession, kind: InstanceKind, id: string, limits: Resources): Promise<Cgroup | undefined> {
  return workshop.cgroups.parent?.create(id, kind === 'vm' ? {} : { memoryBytes: limits.memoryBytes, pidsMax: limits.pidsMax });
}
