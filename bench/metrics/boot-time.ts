/** Boot time, from the launcher's first instant to the moment before the workload is executed, and its parts. */

import type { MetricDefinition } from '../contract/document.js';
import { BOOT_PHASES, derivePhases } from '../contract/phases.js';
import { UNNOTICED_SECONDS } from '../contract/practical-margin.js';
import type { Environment, TrialRecord } from '../contract/record.js';
import { DEFAULT_NOISE_THRESHOLD, type Metric, secondsOfBoots, soleInstance } from './metric.js';

const SHARED = {
  unit: 'second',
  direction: 'lower-is-better',
  group: 'boot',
  scope: 'environment',
  subject: 'instance',
  practicalMargin: UNNOTICED_SECONDS,
  noiseThreshold: DEFAULT_NOISE_THRESHOLD,
} satisfies Partial<MetricDefinition>;

export const bootTime: Metric = {
  definition: {
    ...SHARED,
    id: 'boot-time',
    title: 'Boot time',
    partOf: 'time-to-program',
    standsAlone: true,
    source: 'marks launcher-start, ready',
    definition:
      "From the launcher's first instruction to the supervisor being about to execute the workload: overlay, namespaces, cgroup, " +
      "firmware, kernel and init included. Warm: files are in the host's page cache.",
  },
  work: 'none',
  standsForWhole: true,
  derive: (trial) => secondsOfBoots(trial, 'launcher-start', 'ready'),
};

const PARTS: Readonly<Record<string, { title: string; definition: string; from: string; to: string }>> = {
  launch: {
    title: 'Launch',
    definition: 'The launcher reads its configuration and joins the cgroup, up to the clone (container) or the exec (bare).',
    from: 'launcher-start',
    to: 'isolating (container) or supervisor-start (bare)',
  },
  isolate: {
    title: 'Isolate',
    definition: 'Namespaces, overlay, mounts, limits and seccomp, up to the first instruction of the supervisor.',
    from: 'isolating',
    to: 'supervisor-start',
  },
  supervise: {
    title: 'Supervise',
    definition: 'The supervisor prepares and forks the workload, up to the moment before its exec.',
    from: 'supervisor-start',
    to: 'ready',
  },
  vmm: {
    title: 'VMM',
    definition: 'QEMU starts and builds the machine, up to the first instruction of the guest.',
    from: 'launcher-start',
    to: 'guest-resumed',
  },
  kernel: {
    title: 'Firmware and kernel',
    definition: 'From the first instruction of the guest, firmware included, to the first instruction of its init.',
    from: 'guest-resumed',
    to: 'supervisor-start',
  },
  init: {
    title: 'Init',
    definition: "The guest's init loads modules, mounts the disks and forks the workload, up to the moment before its exec.",
    from: 'supervisor-start',
    to: 'ready',
  },
};

/** Parts are derived all or none, so that those present sum to the whole. */
function partSeconds(trial: TrialRecord, { kind }: Environment, name: string): number | undefined {
  const expected = BOOT_PHASES[kind];
  if (expected.every(({ phase }) => phase !== name)) return undefined;
  const phases = derivePhases(soleInstance(trial)?.marks ?? [], kind);
  const phase = phases.length === expected.length ? phases.find((one) => one.name === name) : undefined;
  return phase && (phase.endNs - phase.startNs) / 1e9;
}

export const bootTimeParts: readonly Metric[] = Object.entries(PARTS).map(([name, { title, definition, from, to }]) => ({
  definition: {
    ...SHARED,
    id: `boot-time.${name}`,
    title,
    partOf: 'boot-time',
    source: `marks ${from}, ${to}`,
    definition,
  },
  work: 'none',
  derive: (trial, environment) => partSeconds(trial, environment, name),
}));
