/** What the answers of an instance mean, held against the host's. Pure. */
import type { ProbedEnvironment } from '../../contract/isolation.js';
import type { Answers } from './answers.js';
import { isSameKernel } from './fact.js';
import { FAMILIES } from './index.js';
import { compareSystemCalls } from './system-calls.js';

/** Of words that an instance chose. */
const MAX_ANSWER_LENGTH = 200;

export type Interpretation = Pick<ProbedEnvironment, 'kernelRelease' | 'answers' | 'systemCalls'>;

export function interpret(kind: ProbedEnvironment['kind'], inside: Answers, host: Answers): Interpretation {
  const sides = { inside, host, sameKernel: isSameKernel(kind, inside, host) };
  const answers = FAMILIES.flatMap(({ facts }) =>
    facts.map(({ id, read }) => {
      const { reading, answer } = read(sides);
      return { factId: id, reading, answer: answer.slice(0, MAX_ANSWER_LENGTH) };
    }),
  );
  const release = inside.text('kernel-release')?.slice(0, MAX_ANSWER_LENGTH);
  return { answers, systemCalls: compareSystemCalls(inside), ...(release === undefined ? {} : { kernelRelease: release }) };
}
