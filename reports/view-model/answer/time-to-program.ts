/** How long until the program runs? */
import type { Question } from './question.js';

export const timeToProgram: Question = {
  id: 'time-to-program',
  question: 'How long until the program runs?',
  claim: 'Containers start within seconds, just in time.',
  answer: () => ({
    finding: '',
    figures: [],
    differences: [],
    evidence: '',
    command: 'npx twinbench run',
  }),
};
