/** What separates an instance from the host? */
import type { Isolation, ProbedEnvironment } from '../../../bench/contract/isolation.js';
import { type Context, findEnvironment } from '../context.js';
import { countOpenings, probedName } from '../isolation.js';
import { capitalize, formatCount, joinWithAnd } from '../text.js';
import { makeFigure } from './figures.js';
import { notMeasured } from './metric-question.js';
import type { AnswerFigure } from './model.js';
import type { Answered, Question } from './question.js';

/** The findings of a probe are carried by later runs. */
const COMMAND = 'npx twinbench probe && npx twinbench run --profile quick';

export const isolation: Question = {
  id: 'isolation',
  question: 'What separates it from the host?',
  claim: 'A shared kernel is an attack surface, and root in a container is risky; a virtual machine has a kernel of its own.',
  answer: (context) => {
    const found = context.document.isolation;
    return found === undefined || found.environments.length === 0 ? notMeasured(COMMAND) : answerWith(context, found);
  },
};

function answerWith(context: Context, found: Isolation): Answered {
  return {
    finding: formatFinding(found),
    figures: found.environments.map((one) => probedFigure(context, one)),
    differences: [],
    evidence: 'isolation',
    command: '',
  };
}

const KIND_SLOTS = { bare: 0, container: 1, vm: 2 } as const;

function probedFigure(context: Context, probed: ProbedEnvironment): AnswerFigure {
  const slot = findEnvironment(context, probed.id)?.slot ?? KIND_SLOTS[probed.kind];
  return makeFigure(
    context,
    { id: probed.id, slot, name: probedName(probed) },
    {
      value: formatCount(countOpenings(probed), 'opening'),
      spread: `of ${formatCount(probed.answers.length, 'fact')}`,
      note: `${formatCount(probed.systemCalls.reached.length, 'system call')} reached${probed.kind === 'vm' ? ', of its own kernel' : ''}`,
    },
  );
}

function formatFinding({ environments }: Isolation): string {
  const containers = environments.filter(({ kind }) => kind === 'container');
  const names = [...new Set(containers.map(({ rootless }) => (rootless ? 'a rootless container' : 'a container')))];
  const shared =
    names.length === 0 ? '' : `${capitalize(joinWithAnd(names))} ${names.length === 1 ? 'runs' : 'run'} on the host’s kernel. `;
  const own = environments.some(({ kind }) => kind === 'vm') ? 'A virtual machine runs on a kernel of its own. ' : '';
  return `${shared}${own}An opening is what is shared with the host or allowed by its kernel.`;
}
