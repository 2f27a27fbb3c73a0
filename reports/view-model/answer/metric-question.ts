/** Questions that one pooled metric answers. */
import type { Comparison, MetricDefinition } from '../../../bench/contract/document.js';
import { type Context, findComparisons, findMetric } from '../context.js';
import { chooseComparisons, metricDifferences } from './differences.js';
import { findEvidence } from './evidence.js';
import { seriesFigures } from './figures.js';
import type { Answered, Question } from './question.js';
import { formatFindings, type Phrase } from './sentences.js';

/** A metric and how it is spoken of. */
export interface SpokenMetric {
  readonly id: string;
  readonly phrase: Phrase;
}

export interface MetricQuestion extends Omit<Question, 'answer'> {
  /** The first that was measured answers. */
  readonly spoken: readonly SpokenMetric[];
  /** That measures it. */
  readonly command: string;
}

export function askMetric({ spoken, command, ...question }: MetricQuestion): Question {
  return {
    ...question,
    answer: (context) => {
      const found = findSpoken(context, spoken);
      return found === undefined ? notMeasured(command) : answerWith(context, found);
    },
  };
}

export function notMeasured(command: string): Answered {
  return { finding: '', figures: [], differences: [], evidence: '', command };
}

export function findMeasured(context: Context, metricId: string): MetricDefinition | undefined {
  return context.document.series.some((one) => one.metricId === metricId) ? findMetric(context, metricId) : undefined;
}

export interface Measured {
  readonly metric: MetricDefinition;
  readonly phrase: Phrase;
}

/** The first of these that has any figure. */
export function findSpoken(context: Context, spoken: readonly SpokenMetric[]): Measured | undefined {
  for (const { id, phrase } of spoken) {
    const metric = findMeasured(context, id);
    if (metric !== undefined) return { metric, phrase };
  }
  return undefined;
}

function answerWith(context: Context, { metric, phrase }: Measured): Answered {
  const series = context.document.series.filter(({ metricId, workloadId }) => metricId === metric.id && workloadId === undefined);
  return {
    finding: formatFindings(context, { metric, phrase }, listReferenceComparisons(context, metric)),
    figures: seriesFigures(context, metric.unit, series),
    differences: metricDifferences(context, metric),
    evidence: findEvidence(metric),
    command: '',
  };
}

/** Of each environment against the reference. */
export function listReferenceComparisons(context: Context, metric: MetricDefinition): Comparison[] {
  return context.allEnvironments.flatMap((environment) =>
    chooseComparisons(context, environment, findComparisons(context, metric.id, environment.id)).slice(0, 1),
  );
}
