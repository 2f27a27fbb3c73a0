/** How many fit on the host, and how soon are N of them there at once? */
import type { DensitySummary, TogetherSummary } from '../../../bench/contract/scenarios.js';
import { type Context, findMetric, isEmulated } from '../context.js';
import { chooseScale } from '../estimates.js';
import type { EnvironmentView } from '../model.js';
import { formatAlone, formatQuantity } from '../quantity.js';
import { capitalize, joinWithAnd } from '../text.js';
import { metricDifferences } from './differences.js';
import { formatBracket, listAsked, makeFigure, missingFigure } from './figures.js';
import { notMeasured } from './metric-question.js';
import type { AnswerFigure } from './model.js';
import type { Answered, Question } from './question.js';
import { nameInSentence } from './sentences.js';

export const density: Question = {
  id: 'many-at-once',
  question: 'What does one more instance cost, and how soon are many there?',
  claim: 'Containers scale better: many more of them fit on one host.',
  answer: (context) => {
    const { density: costs = [], together = [] } = context.document.scenarios ?? {};
    if (costs.length + together.length === 0) return notMeasured('npx twinbench run --scenarios density --density auto');
    return answerWith(context, costs, together);
  },
};

function answerWith(context: Context, costs: readonly DensitySummary[], together: readonly TogetherSummary[]): Answered {
  const asked = listAsked(context, (id) => [...costs, ...together].some(({ environmentId }) => environmentId === id));
  const metric = findMetric(context, 'memory-marginal');
  return {
    finding: formatFinding(context, costs),
    figures: asked.map((environment) => makeDensityFigure(context, environment, { costs, together })),
    differences: metric === undefined ? [] : metricDifferences(context, metric),
    evidence: 'density',
    command: '',
  };
}

interface Summaries {
  readonly costs: readonly DensitySummary[];
  readonly together: readonly TogetherSummary[];
}

function makeDensityFigure(context: Context, environment: EnvironmentView, { costs, together }: Summaries): AnswerFigure {
  const cost = costs.find(({ environmentId }) => environmentId === environment.id);
  const start = together.find(({ environmentId }) => environmentId === environment.id);
  if (cost === undefined && start === undefined) return missingFigure(context, environment);
  return makeFigure(context, environment, {
    ...formatCost(cost),
    note: [
      cost === undefined ? '' : `up to ${cost.instances.toLocaleString('en-US')} alive`,
      start === undefined ? '' : `${start.instances} at once ready after ${formatAlone('second', start.allReadySeconds)}`,
    ]
      .filter((part) => part !== '')
      .join(', '),
  });
}

function formatCost(cost: DensitySummary | undefined): Pick<AnswerFigure, 'value' | 'spread'> {
  if (cost === undefined) return { value: '–', spread: '' };
  const scale = chooseScale('byte', cost.marginalBytes);
  return { value: formatQuantity(scale, cost.marginalBytes.estimate), spread: formatBracket(scale, cost.marginalBytes) };
}

/** What the next instance takes, of all that were not emulated. */
function formatFinding(context: Context, costs: readonly DensitySummary[]): string {
  const parts = costs
    .filter(({ environmentId }) => !isEmulated(context, environmentId))
    .map(({ environmentId, marginalBytes }, index) => {
      const named = `${nameInSentence(context, environmentId)}${index === 0 ? ' takes' : ''}`;
      const share = index === 0 ? ' of the host’s memory for each further instance' : '';
      return `${named} ${formatAlone('byte', marginalBytes.estimate)}${share}`;
    });
  return parts.length === 0 ? '' : `${capitalize(joinWithAnd(parts))}.`;
}
