/** How long until nothing of an instance is left? */
import { askMetric } from './metric-question.js';

export const goneAgain = askMetric({
  id: 'gone-again',
  question: 'How soon is it gone again?',
  claim: 'Containers are deleted as fast as they are created.',
  spoken: [{ id: 'stop-time', phrase: { noun: 'the time to stop', verb: 'is gone', more: 'later', less: 'sooner' } }],
  command: 'npx twinbench run --scenarios single --workloads idle',
});
