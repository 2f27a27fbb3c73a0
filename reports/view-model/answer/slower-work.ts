/** Does the same work take longer? */
import { askWorkloads } from './workload-question.js';

export const slowerWork = askWorkloads({
  id: 'slower-work',
  question: 'Does work run slower in it?',
  claim: 'Sharing the host’s kernel leaves containers less overhead than a virtual machine.',
  metricId: 'throughput',
  command: 'npx twinbench run --scenarios single',
  verb: 'works at',
  of: 'the speed of',
});
