/** How starts are spoken of: in the title and in the first question. */
import type { SpokenMetric } from './metric-question.js';

/** What people mean by a start; of runs that boot and nothing else, the boot, which ends before the program starts. */
export const SPOKEN_STARTS: readonly SpokenMetric[] = [
  { id: 'time-to-program', phrase: { noun: 'start-up', verb: 'starts', more: 'later', less: 'earlier' } },
  { id: 'boot-time', phrase: { noun: 'boot time', verb: 'is up', more: 'later', less: 'earlier' } },
];
