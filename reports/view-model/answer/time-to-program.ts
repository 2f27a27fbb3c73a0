/** How long until the program runs? Documents of boots alone answer with the boot. */
import { askMetric } from './metric-question.js';
import { SPOKEN_STARTS } from './start.js';

export const timeToProgram = askMetric({
  id: 'time-to-program',
  question: 'How long until the program runs?',
  claim: 'Containers are created within seconds, just in time, because nothing boots.',
  spoken: SPOKEN_STARTS,
  command: 'npx twinbench run --scenarios single --workloads idle',
});
