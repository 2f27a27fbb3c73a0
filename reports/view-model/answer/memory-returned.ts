/** Does the host get memory back when the load falls? */
import type { ElasticitySummary } from '../../../bench/contract/scenarios.js';
import { type Context, findMetric, isEmulated } from '../context.js';
import { formatPercent } from '../estimates.js';
import type { EnvironmentView } from '../model.js';
import { formatAlone } from '../quantity.js';
import { capitalize, joinWithAnd } from '../text.js';
import { metricDifferences } from './differences.js';
import { listAsked, makeFigure, missingFigure } from './figures.js';
import { notMeasured } from './metric-question.js';
import type { AnswerFigure } from './model.js';
import type { Answered, Question } from './question.js';
import { nameInSentence } from './sentences.js';

export const memoryReturned: Question = {
  id: 'memory-returned',
  question: 'Does the host get memory back when load falls?',
  claim: 'What a container uses varies with its load; what a virtual machine has is reserved.',
  answer: (context) => {
    const summaries = context.document.scenarios?.elasticity ?? [];
    if (summaries.length === 0) return notMeasured('npx twinbench run --scenarios elasticity');
    return answerWith(context, summaries);
  },
};

function answerWith(context: Context, summaries: readonly ElasticitySummary[]): Answered {
  const find = (id: string) => summaries.find(({ environmentId }) => environmentId === id);
  const metric = findMetric(context, 'memory-returned');
  return {
    finding: formatFinding(context, summaries),
    figures: listAsked(context, (id) => find(id) !== undefined).map((one) => returnedFigure(context, one, find(one.id))),
    differences: metric === undefined ? [] : metricDifferences(context, metric),
    evidence: 'elasticity',
    command: '',
  };
}

function returnedFigure(context: Context, environment: EnvironmentView, summary: ElasticitySummary | undefined): AnswerFigure {
  const last = summary === undefined ? undefined : findLast(summary);
  if (summary === undefined || last === undefined) return missingFigure(context, environment);
  return makeFigure(context, environment, {
    value: formatPercent(last.ratio),
    spread: `of ${formatAlone('byte', summary.peakBytes)}, after ${formatSeconds(last.afterSeconds)}`,
    note: `n = ${summary.n}`,
  });
}

/** A moment that was chosen, not measured: `30 s`. */
function formatSeconds(seconds: number): string {
  return `${seconds.toLocaleString('en-US', { maximumSignificantDigits: 3 })}\u00a0s`;
}

function findLast({ returned }: ElasticitySummary): ElasticitySummary['returned'][number] | undefined {
  return returned.toSorted((a, b) => b.afterSeconds - a.afterSeconds)[0];
}

function formatFinding(context: Context, summaries: readonly ElasticitySummary[]): string {
  const parts = summaries
    .filter(({ environmentId }) => !isEmulated(context, environmentId))
    .flatMap((summary) => {
      const last = findLast(summary);
      return last === undefined
        ? []
        : [{ name: nameInSentence(context, summary.environmentId), share: formatPercent(last.ratio) }];
    })
    .map(({ name, share }, index) => (index === 0 ? `${name} hands back ${share} of a released peak` : `${name} ${share}`));
  return parts.length === 0 ? '' : `${capitalize(joinWithAnd(parts))}.`;
}
