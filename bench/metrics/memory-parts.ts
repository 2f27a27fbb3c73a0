/** What an instance's memory consists of, from one full reading: the parts sum to the cgroup's figure exactly, or there are none. */
import type { Environment, Sample, TrialRecord } from '../contract/record.js';
import { labelledSample, type Metric, unreclaimableBytes } from './metric.js';

export type MemoryPart = 'workload' | 'supervisor' | 'kernel' | 'guest-kernel' | 'guest-cache' | 'guest-free' | 'vmm';
export type MemoryParts = Partial<Readonly<Record<MemoryPart, number>>>;

const BYTES_PER_MIB = 2 ** 20;

/** Everything that was read under one label; undefined without the cgroup's reading. */
interface FullReading {
  readonly wholeBytes: number;
  readonly hostKernelBytes: number;
  readonly processes: Sample['values'];
  readonly vmm: Sample['values'];
  readonly guest: Sample['values'];
}

function fullReading(trial: TrialRecord, label: string): FullReading | undefined {
  const values = (sampler: string) => labelledSample(trial, sampler, label)?.values ?? {};
  const cgroup = labelledSample(trial, 'cgroup', label);
  const wholeBytes = cgroup && unreclaimableBytes(cgroup);
  const hostKernelBytes = cgroup?.values['kernelBytes'];
  if (wholeBytes === undefined || hostKernelBytes === undefined) return undefined;
  return { wholeBytes, hostKernelBytes, processes: values('process-memory'), vmm: values('vmm-memory'), guest: values('guest') };
}

/** The parts of what the cgroup held at `label`; undefined when something was not read or the sources contradict each other. */
export function memoryParts(trial: TrialRecord, { kind, resources }: Environment, label: string): MemoryParts | undefined {
  const reading = fullReading(trial, label);
  if (reading === undefined) return undefined;
  return kind === 'vm' ? guestParts(reading, resources.memoryBytes) : processParts(reading);
}

function processParts({ wholeBytes, hostKernelBytes, processes }: FullReading): MemoryParts | undefined {
  const supervisor = processes['supervisorAnonBytes'];
  if (supervisor === undefined) return undefined;
  return noneNegative({ workload: wholeBytes - hostKernelBytes - supervisor, supervisor, kernel: hostKernelBytes });
}

/**
 * Guest RAM on the host is what the cgroup holds besides QEMU's own. The guest says how it uses its RAM; what is on the host beyond that is
 * free in the guest. The guest's kernel also holds RAM that it never touched: it gets what remains, which leaves that out.
 */
function guestParts({ wholeBytes, hostKernelBytes, vmm, guest }: FullReading, memoryBytes: number): MemoryParts | undefined {
  const ownBytes = vmm['otherAnonBytes'];
  const use = guestUse(guest, memoryBytes);
  if (ownBytes === undefined || use === undefined) return undefined;
  const vmmBytes = ownBytes + hostKernelBytes;
  const residentBytes = wholeBytes - vmmBytes;
  const freeBytes = Math.max(0, residentBytes - use.usedBytes);
  return noneNegative({
    workload: use.workloadBytes,
    'guest-kernel': residentBytes - freeBytes - use.cacheBytes - use.workloadBytes,
    'guest-cache': use.cacheBytes,
    'guest-free': freeBytes,
    vmm: vmmBytes,
  });
}

interface GuestUse {
  /** RAM that is not free, what the kernel kept for itself at boot included. */
  readonly usedBytes: number;
  readonly workloadBytes: number;
  readonly cacheBytes: number;
}

/** Undefined once the workload has ended: its memory counts as free then, and the host's reading was taken before. */
function guestUse(guest: Sample['values'], memoryBytes: number): GuestUse | undefined {
  const { MemFree, Cached, Buffers, Shmem } = guest;
  const anonBytes = guest['workload.anon'];
  if (MemFree === undefined || Cached === undefined || Buffers === undefined || Shmem === undefined || !anonBytes)
    return undefined;
  const ramBytes = Math.floor(memoryBytes / BYTES_PER_MIB) * BYTES_PER_MIB;
  const initramfsBytes = guest['initramfs.shmem'] ?? 0;
  return {
    usedBytes: ramBytes - MemFree,
    workloadBytes: anonBytes + Math.max(0, Shmem - initramfsBytes),
    cacheBytes: Cached + Buffers - Shmem,
  };
}

function noneNegative(parts: MemoryParts): MemoryParts | undefined {
  return Object.values(parts).every((bytes) => bytes >= 0) ? parts : undefined;
}

type About = Pick<Metric['definition'], 'title' | 'source' | 'definition' | 'subject'>;

const ABOUT: Readonly<Record<MemoryPart, About>> = {
  workload: {
    title: 'Workload',
    subject: 'instance',
    source: "cgroup memory.stat without the supervisor's; VM: guest smaps_rollup Pss_Anon and /proc/meminfo Shmem",
    definition:
      'Anonymous and shared memory of the workload. Bare, container: all that the cgroup holds besides supervisor and kernel. VM: as the ' +
      'guest counts it; absent when the workload had ended before the guest answered.',
  },
  supervisor: {
    title: 'Supervisor',
    subject: 'instance',
    source: '/proc/PID/smaps_rollup Anonymous',
    definition: "Anonymous memory of the instance's process 1 (bare, container). In a VM it is in the guest kernel's part.",
  },
  kernel: {
    title: 'Kernel',
    subject: 'host',
    source: 'cgroup memory.stat kernel (v2) or memory.kmem.usage_in_bytes (v1)',
    definition: "Memory of the host's kernel charged to the instance (bare, container).",
  },
  'guest-kernel': {
    title: 'Guest kernel',
    subject: 'guest',
    source: 'guest RAM on the host − guest-free − guest-cache − workload',
    definition:
      "The guest's kernel with its initramfs and supervisor, and what it reserved at boot, as far as it is resident on the host: guest RAM " +
      'on the host without the other parts of the guest.',
  },
  'guest-cache': {
    title: 'Guest file cache',
    subject: 'guest',
    source: 'guest /proc/meminfo Cached + Buffers − Shmem',
    definition: 'Files that the guest keeps in its RAM. The guest could drop them; the host cannot.',
  },
  'guest-free': {
    title: 'Guest free but held',
    subject: 'guest',
    source: 'cgroup memory.stat, smaps of QEMU, guest /proc/meminfo MemFree',
    definition:
      "RAM free in the guest but resident on the host: guest RAM on the host (the cgroup's figure − vmm) beyond the RAM that is not free " +
      'in the guest. Too small by what the guest holds but never touched, and then 0 at least.',
  },
  vmm: {
    title: 'VMM',
    subject: 'vmm',
    source: 'smaps of QEMU: anonymous memory outside guest RAM; cgroup kernel memory',
    definition: "QEMU's own anonymous memory and what the host's kernel holds for it.",
  },
};

/** `memory-….workload` and so on, each from `derive`. */
export function partMetrics(
  whole: Metric['definition'],
  derive: (trial: TrialRecord, environment: Environment) => MemoryParts | undefined,
): Metric[] {
  const names: readonly MemoryPart[] = ['workload', 'supervisor', 'kernel', 'guest-kernel', 'guest-cache', 'guest-free', 'vmm'];
  return names.map((name) => ({
    definition: { ...whole, primary: false, ...ABOUT[name], id: `${whole.id}.${name}`, partOf: whole.id },
    derive: (trial, environment) => derive(trial, environment)?.[name],
  }));
}
