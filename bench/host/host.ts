/** The host's facts for the results document. Takes about 0.7 s and starts programs: never inside a timed window. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import si from 'systeminformation';
import { CommandError, tryRun } from '../../runtimes/process.js';
import { type Host, UNNAMED_HYPERVISOR } from '../contract/host.js';
import { firstLine } from './check.js';
import { findFileSystem } from './filesystem.js';
import { readMemoryManagement } from './memory-management.js';
import { noiseBetween, readGovernors, readNoise } from './noise-probe.js';
import { findProgram } from './programs.js';

export interface HostContext {
  readonly cgroupLayout: Host['cgroup']['layout'];
  /** From the VM's accelerator probe. */
  readonly kvm: Host['kvm'];
  /** Folder on the file system that instances write to. */
  readonly workFolder: string;
}

const VULNERABILITIES = '/sys/devices/system/cpu/vulnerabilities';
const NOISE_WINDOW_MS = 500;
const TOOL_DEADLINE_MS = 10_000;
/** Name in the document → program and the argument that makes it say its version. */
const TOOLS: Readonly<Record<string, readonly [program: string, argument: string]>> = {
  cc: ['cc', '--version'],
  mke2fs: ['mke2fs', '-V'],
  qemu: ['qemu-system-x86_64', '--version'],
};

/** Collects everything once per run. */
export async function collectHost({ cgroupLayout, kvm, workFolder }: HostContext): Promise<Host> {
  const noise = await probeNoise();
  const [os, cpu, memory, system, tools] = await Promise.all([si.osInfo(), si.cpu(), si.mem(), si.system(), toolVersions()]);
  const facts = {
    cpu: {
      model: cpuModel(cpu),
      vendor: cpu.vendor,
      cores: cpu.physicalCores,
      threads: cpu.cores,
      online: readLine('/sys/devices/system/cpu/online'),
    },
    memoryBytes: memory.total,
    swapBytes: memory.swaptotal,
    kernel: { release: os.kernel, version: readLine('/proc/sys/kernel/version'), architecture: os.arch },
    mitigations: readMitigations(),
    os: { name: os.distro, version: os.release },
    cgroup: { layout: cgroupLayout },
    virtualization: findVirtualization(system, cpu),
    kvm,
    tools: { node: process.version, ...tools },
    noise,
    ...readMemoryManagement(),
    filesystem: { ...findFileSystem(workFolder) },
  };
  return { ...facts, fingerprint: computeFingerprint(facts) };
}

type Described = Pick<si.Systeminformation.SystemData, 'virtual' | 'virtualHost'>;

/**
 * Not every hypervisor has firmware tables that name it: Firecracker has none at all. Then the CPU's own flag, which the kernel takes from
 * CPUID leaf 1, bit 31 of ECX, tells that there is one.
 */
export function findVirtualization({ virtual, virtualHost }: Described, { flags }: { readonly flags: string }): string {
  if (virtual && virtualHost) return virtualHost;
  return virtual || flags.split(' ').includes('hypervisor') ? UNNAMED_HYPERVISOR : 'none';
}

/** 16 hex digits over what decides whether figures of two hosts may be compared. */
export function computeFingerprint({
  cpu,
  kernel,
  os,
  virtualization,
}: Pick<Host, 'cpu' | 'kernel' | 'os' | 'virtualization'>): string {
  const parts = [
    cpu.vendor,
    cpu.model,
    cpu.cores,
    cpu.threads,
    kernel.release,
    kernel.architecture,
    os.name,
    os.version,
    virtualization,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** Before anything else is started: what this program itself does must not count. */
async function probeNoise(): Promise<Host['noise']> {
  const before = readNoise();
  await sleep(NOISE_WINDOW_MS);
  const noise = noiseBetween(before, readNoise(), { instances: 0, helpers: 0 });
  return { loadAverage: loadavg()[0] ?? 0, governor: readGovernors(), ...noise, stealRatio: noise.stealRatio ?? 0 };
}

function cpuModel({ manufacturer, brand }: { readonly manufacturer: string; readonly brand: string }): string {
  return `${manufacturer} ${brand}`.trim();
}

function readMitigations(): Record<string, string> {
  try {
    return Object.fromEntries(readdirSync(VULNERABILITIES).map((name) => [name, readLine(path.join(VULNERABILITIES, name))]));
  } catch {
    return {};
  }
}

/** Empty where the file does not exist on this host. */
function readLine(file: string): string {
  try {
    return firstLine(readFileSync(file, 'utf8'));
  } catch {
    return '';
  }
}

/** A tool that is not installed is left out. */
async function toolVersions(): Promise<Record<string, string>> {
  const versions = await Promise.all(
    Object.entries(TOOLS).map(async ([name, [program, argument]]) => {
      const answer = await tryRun(findProgram(program) ?? program, [argument], { deadlineMs: TOOL_DEADLINE_MS });
      return answer instanceof CommandError ? [] : [[name, firstLine(answer.stdout || answer.stderr)] as const];
    }),
  );
  return Object.fromEntries(versions.flat());
}
