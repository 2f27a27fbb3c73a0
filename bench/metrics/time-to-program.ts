/** What people mean by "start": how long until the program runs. Boot and the start of the workload are its parts. */
import { UNNOTICED_SECONDS } from '../contract/practical-margin.js';
import type { TrialRecord } from '../contract/record.js';
import { DEFAULT_NOISE_THRESHOLD, type Metric, secondsToProgram } from './metric.js';

export const timeToProgram = {
  definition: {
    id: 'time-to-program',
    title: 'Time to the program',
    unit: 'second',
    direction: 'lower-is-better',
    group: 'boot',
    scope: 'environment',
    subject: 'instance',
    source: 'marks launcher-start, workload-start',
    definition:
      "From the launcher's first instruction to the workload's own first mark: boot time and workload start time together. Warm: files are in " +
      "the host's page cache.",
    primary: true,
    practicalMargin: UNNOTICED_SECONDS,
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  work: 'program',
  derive: (trial: TrialRecord) => secondsToProgram(trial, 'launcher-start'),
} satisfies Metric;
