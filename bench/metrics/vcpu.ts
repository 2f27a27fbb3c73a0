/** What a guest's vCPUs cost besides CPU time: waiting for a host CPU, and leaving the guest. */
import type { TrialRecord } from '../contract/record.js';
import { DEFAULT_NOISE_THRESHOLD, labelledSample, type Metric } from './metric.js';
import { countedOperations } from './throughput.js';

/** Growth of a counter between the window's two ends; undefined when an end was not read. */
function inWindow(trial: TrialRecord, sampler: string, name: string): number | undefined {
  const before = labelledSample(trial, sampler, 'window-start')?.values[name];
  const after = labelledSample(trial, sampler, 'window-end')?.values[name];
  return before === undefined || after === undefined || after < before ? undefined : after - before;
}

/** Undefined where no vCPU wanted to run in the window. */
function stolenShare(trial: TrialRecord): number | undefined {
  const runNs = inWindow(trial, 'vcpu', 'runNs');
  const waitNs = inWindow(trial, 'vcpu', 'waitNs');
  return runNs === undefined || waitNs === undefined || runNs + waitNs === 0 ? undefined : waitNs / (runNs + waitNs);
}

function exits(trial: TrialRecord): number | undefined {
  return inWindow(trial, 'kvm', 'exits');
}

const COMMON = {
  direction: 'neutral',
  scope: 'workload',
  subject: 'vmm',
  noiseThreshold: DEFAULT_NOISE_THRESHOLD,
} as const;

export const vcpuMetrics: readonly Metric[] = [
  {
    definition: {
      ...COMMON,
      id: 'vcpu-steal',
      title: 'vCPU steal',
      unit: 'ratio',
      source: '/proc/PID/task/TID/schedstat of QEMU’s vCPU threads at the window’s two ends',
      definition:
        'Time in which vCPUs wanted to run and waited for a host CPU ÷ the time in which they ran or waited, inside the window. A guest ' +
        'on KVM is told the same as its steal time.',
    },
    derive: stolenShare,
  },
  {
    definition: {
      ...COMMON,
      id: 'vm-exits',
      title: 'Exits from the guest in the window',
      unit: 'count',
      source: 'QMP query-stats, KVM’s counter exits of every vCPU (QEMU 7.1), at the window’s two ends',
      definition: 'How often vCPUs left the guest for the host inside the window. Known on KVM only.',
    },
    derive: exits,
  },
  {
    definition: {
      ...COMMON,
      id: 'vm-exits-per-operation',
      title: 'Exits from the guest per operation',
      unit: 'count',
      source: 'vm-exits, the workload’s report',
      definition: 'vm-exits ÷ operations inside the window. Known on KVM only.',
    },
    derive: (trial) => {
      const count = exits(trial);
      const operations = countedOperations(trial);
      return count === undefined || operations === undefined ? undefined : count / operations;
    },
  },
];
