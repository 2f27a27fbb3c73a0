/** CPU time of the host for one operation of the workload. */
import { NEGLIGIBLE_WORK } from '../contract/practical-margin.js';
import { cpuSeconds } from './cpu-time.js';
import { DEFAULT_NOISE_THRESHOLD, type Metric } from './metric.js';
import { countedOperations } from './throughput.js';

export const cpuPerOperation: Metric = {
  definition: {
    id: 'cpu-per-operation',
    title: 'CPU per operation',
    unit: 'second-per-operation',
    direction: 'lower-is-better',
    group: 'workloads',
    scope: 'workload',
    subject: 'instance',
    source: "cgroup cpu.stat usage_usec (v2) or cpuacct.usage (v1), the workload's report",
    definition:
      'User and system seconds that the host spent on the whole instance inside the window ÷ operations inside the window.',
    practicalMargin: NEGLIGIBLE_WORK,
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  derive: (trial) => {
    const seconds = cpuSeconds(trial);
    const operations = countedOperations(trial);
    return seconds === undefined || operations === undefined ? undefined : seconds / operations;
  },
};
