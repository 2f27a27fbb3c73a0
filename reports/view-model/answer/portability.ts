/** Does one image run everywhere, unchanged? */
import type { Environment } from '../../../bench/contract/record.js';
import type { Context } from '../context.js';
import { formatAlone } from '../quantity.js';
import { formatCount, printable } from '../text.js';
import { listAsked, makeFigure } from './figures.js';
import { notMeasured } from './metric-question.js';
import type { AnswerFigure } from './model.js';
import type { Answered, Question } from './question.js';

/** What must be moved to another host, where a document has it. */
const SIZE_METRIC = 'image-size';

export const portability: Question = {
  id: 'portability',
  question: 'Does the same image run in all of them?',
  claim: 'An image bundles an application with all it needs and moves between hosts.',
  answer: (context) => {
    const ran = context.document.environments.filter(({ id }) => countCompleted(context, id) > 0);
    return ran.length < 2 ? notMeasured('npx twinbench run --profile quick') : answerWith(context, ran);
  },
};

function countCompleted({ document }: Context, id: string): number {
  return document.trials.filter(({ environmentId, outcome }) => environmentId === id && outcome.status === 'completed').length;
}

function answerWith(context: Context, ran: readonly Environment[]): Answered {
  const digests = [...new Set(ran.map(({ imageDigest }) => imageDigest))];
  return {
    finding: formatFinding(ran.length, digests),
    figures: listAsked(context, () => false).map(({ id, slot, name }) => imageFigure(context, { id, slot, name }, digests)),
    differences: [],
    evidence: 'host',
    command: '',
  };
}

function formatFinding(count: number, digests: readonly string[]): string {
  const [digest = ''] = digests;
  if (digests.length > 1) return `${formatCount(digests.length, 'different image')} ran, so this run does not show it.`;
  return `One image, ${shortenDigest(digest)}, ran unchanged in ${count === 2 ? 'both environments' : `all ${formatCount(count, 'environment')}`}.`;
}

function imageFigure(
  context: Context,
  environment: Pick<AnswerFigure, 'slot'> & { readonly id: string; readonly name: string },
  digests: readonly string[],
): AnswerFigure {
  const { series, environments } = context.document;
  const completed = countCompleted(context, environment.id);
  const digest = environments.find(({ id }) => id === environment.id)?.imageDigest ?? '';
  const size = series.find(({ metricId, environmentId }) => metricId === SIZE_METRIC && environmentId === environment.id);
  const value = completed === 0 ? '–' : digests.length === 1 ? 'the same image' : shortenDigest(digest);
  return makeFigure(context, environment, {
    value,
    spread: size === undefined ? '' : `${formatAlone('byte', size.summary.median)} to move`,
    note: completed === 0 ? 'no trial completed' : `${formatCount(completed, 'trial')} completed`,
  });
}

/** As much as people compare by eye. */
function shortenDigest(digest: string): string {
  return printable(digest).slice(0, 19);
}
