/** What does an instance hold while it does nothing? */
import { askMetric } from './metric-question.js';

export const memoryAtRest = askMetric({
  id: 'memory-at-rest',
  question: 'How much memory does it hold at rest?',
  claim: 'Sharing the host’s kernel makes containers light; a virtual machine loads an entire operating system.',
  spoken: [{ id: 'memory-idle', phrase: { noun: 'memory at rest', verb: 'holds', more: 'more at rest', less: 'less at rest' } }],
  command: 'npx twinbench run --scenarios single --workloads idle',
});
