/** What an instance that does nothing costs in CPU time. */
import { NEGLIGIBLE_IDLE_CPU } from '../contract/practical-margin.js';
import { cpuSeconds } from './cpu-time.js';
import { DEFAULT_NOISE_THRESHOLD, type Metric, secondsBetween } from './metric.js';

export const idleCpu: Metric = {
  definition: {
    id: 'idle-cpu',
    title: 'Idle CPU',
    unit: 'ratio',
    direction: 'lower-is-better',
    group: 'cpu',
    scope: 'environment',
    subject: 'instance',
    source: 'cgroup cpu.stat usage_usec (v2) or cpuacct.usage (v1), marks window-start, window-end',
    definition:
      'CPU time that the host spent on the whole instance, threads of the VMM included, inside a window of at least 10 s in which it has nothing ' +
      'to do ÷ the length of the window: a share of one core.',
    scenarios: ['idle'],
    practicalMargin: NEGLIGIBLE_IDLE_CPU,
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  work: { workloadId: 'idle' },
  derive: (trial) => {
    const [cpu, window] = [cpuSeconds(trial), secondsBetween(trial, 'window-start', 'window-end')];
    return cpu === undefined || !window ? undefined : cpu / window;
  },
};
