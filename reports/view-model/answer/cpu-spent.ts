/** What does the host pay in CPU for the same work? */
import { askWorkloads } from './workload-question.js';

export const cpuSpent = askWorkloads({
  id: 'cpu-spent',
  question: 'How much CPU does the host spend on the same work?',
  claim: 'Containers run on the host’s kernel, so no CPU goes into emulating a machine.',
  metricId: 'cpu-per-operation',
  command: 'npx twinbench run --scenarios single',
  verb: 'costs the host',
  of: 'the CPU time of',
});
