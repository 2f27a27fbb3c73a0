/** Memory of the host that an idle instance holds and that cannot be reclaimed, and what it consists of. */
import type { Environment, TrialRecord } from '../contract/record.js';
import { DEFAULT_NOISE_THRESHOLD, labelledSample, type Metric, unreclaimableBytes } from './metric.js';

const IDLE_WORKLOAD = 'idle';

function settledBytes(trial: TrialRecord): number | undefined {
  const sample = trial.workloadId === IDLE_WORKLOAD ? labelledSample(trial, 'cgroup', 'settled') : undefined;
  return sample && unreclaimableBytes(sample);
}

export const memoryIdle: Metric = {
  definition: {
    id: 'memory-idle',
    title: 'Memory when idle',
    unit: 'byte',
    direction: 'lower-is-better',
    scope: 'environment',
    subject: 'instance',
    source: 'cgroup memory.stat anon, shmem, kernel (v2) or rss, shmem and memory.kmem.usage_in_bytes (v1)',
    definition:
      'Memory of the host that cannot be reclaimed while the instance lives, settled on the workload idle: anonymous, shared memory and ' +
      "kernel; of a VM the guest RAM that is resident on the host and QEMU's own.",
    primary: true,
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  derive: settledBytes,
};

function kernelBytes(trial: TrialRecord): number | undefined {
  return settledBytes(trial) === undefined ? undefined : labelledSample(trial, 'cgroup', 'settled')?.values['kernelBytes'];
}

/** QEMU's own share; undefined when it was not read, or when it exceeds what the cgroup held at that moment. */
function vmmBytes(trial: TrialRecord): number | undefined {
  const wholeBytes = settledBytes(trial);
  const ownBytes = labelledSample(trial, 'vmm-memory', 'settled')?.values['otherAnonBytes'];
  const hostKernelBytes = kernelBytes(trial);
  if (wholeBytes === undefined || ownBytes === undefined || hostKernelBytes === undefined) return undefined;
  return ownBytes + hostKernelBytes <= wholeBytes ? ownBytes + hostKernelBytes : undefined;
}

/** The whole without one of its two parts. */
function remainder(trial: TrialRecord, partBytes: number | undefined): number | undefined {
  const wholeBytes = settledBytes(trial);
  return wholeBytes === undefined || partBytes === undefined ? undefined : wholeBytes - partBytes;
}

const isVm = ({ kind }: Environment) => kind === 'vm';

function part(
  name: string,
  about: Pick<Metric['definition'], 'title' | 'source' | 'definition' | 'subject'>,
  derive: Metric['derive'],
): Metric {
  return {
    definition: { ...memoryIdle.definition, primary: false, ...about, id: `memory-idle.${name}`, partOf: 'memory-idle' },
    derive,
  };
}

export const memoryIdleParts: readonly Metric[] = [
  part(
    'processes',
    {
      title: 'Processes',
      subject: 'instance',
      source: 'cgroup memory.stat',
      definition: 'Anonymous and shared memory of the workload and the supervisor (bare, container).',
    },
    (trial, environment) => (isVm(environment) ? undefined : remainder(trial, kernelBytes(trial))),
  ),
  part(
    'kernel',
    {
      title: 'Kernel',
      subject: 'host',
      source: 'cgroup memory.stat kernel (v2) or memory.kmem.usage_in_bytes (v1)',
      definition: "Memory of the host's kernel charged to the instance (bare, container).",
    },
    (trial, environment) => (isVm(environment) ? undefined : kernelBytes(trial)),
  ),
  part(
    'guest',
    {
      title: 'Guest RAM',
      subject: 'guest',
      source: "cgroup memory.stat without QEMU's own",
      definition:
        'Guest RAM that is resident on the host: the guest kernel, its cache, the workload, and pages that are free but held.',
    },
    (trial, environment) => (isVm(environment) ? remainder(trial, vmmBytes(trial)) : undefined),
  ),
  part(
    'vmm',
    {
      title: 'VMM',
      subject: 'vmm',
      source: 'smaps of QEMU: anonymous memory outside guest RAM; cgroup kernel memory',
      definition: "QEMU's own anonymous memory and what the host's kernel holds for it.",
    },
    (trial, environment) => (isVm(environment) ? vmmBytes(trial) : undefined),
  ),
];
