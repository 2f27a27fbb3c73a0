/** The report's title: what people ask, answered in a sentence. It never says more than the run shows. */
import type { Comparison, MetricDefinition, ResultsDocument } from '../../../bench/contract/document.js';
import { type Context, environmentsOfKind, isEmulated } from '../context.js';
import { formatAlone } from '../quantity.js';
import { capitalize, formatCount, joinWithAnd } from '../text.js';
import { hasNothing } from './figures.js';
import { findSpoken, listReferenceComparisons } from './metric-question.js';
import { formatFindings, nameInSentence } from './sentences.js';
import { SPOKEN_STARTS } from './start.js';

export function answerTitle(context: Context): string {
  if (context.document.series.length === 0) return formatNothing(context.document);
  return [formatStart(context), formatSilent(context), formatGuest(context)].filter((sentence) => sentence !== '').join(' ');
}

function formatNothing({ run: { completeness }, trials }: ResultsDocument): string {
  const planned = Math.max(completeness.planned, trials.length);
  return planned === 0
    ? 'Nothing was measured.'
    : `Nothing was measured: none of ${formatCount(planned, 'trial')} yielded a figure.`;
}

function formatStart(context: Context): string {
  const measured = findSpoken(context, SPOKEN_STARTS);
  if (measured === undefined) return 'How long a start takes was not measured in this run.';
  const { metric, phrase } = measured;
  const comparisons = onePerKind(context, listReferenceComparisons(context, metric));
  const found = formatFindings(context, { metric, phrase, place: ' here' }, comparisons);
  return found === '' ? formatSingle(context, metric) : found;
}

/** A title has room for one container and one virtual machine; the rows below it have all. */
function onePerKind(context: Context, comparisons: readonly Comparison[]): Comparison[] {
  const kindOf = (id: string) => context.document.environments.find((one) => one.id === id)?.kind;
  const judged = comparisons.filter(({ caveats }) => !caveats.includes('emulated'));
  return judged.filter(
    ({ candidate }, index) =>
      judged.findIndex((one) => kindOf(one.candidate.environmentId) === kindOf(candidate.environmentId)) === index,
  );
}

/** Where nothing can be held against anything. Empty where only an emulated guest has the figure. */
function formatSingle(context: Context, metric: MetricDefinition): string {
  const own = context.document.series.filter(({ metricId, workloadId }) => metricId === metric.id && workloadId === undefined);
  const environment = context.allEnvironments.find(
    ({ id }) => !isEmulated(context, id) && own.some(({ environmentId }) => environmentId === id),
  );
  const series = own.find(({ environmentId }) => environmentId === environment?.id);
  if (environment === undefined || series === undefined) return '';
  const what = metric.id === 'boot-time' ? 'is up' : 'runs its program';
  const name = capitalize(nameInSentence(context, environment.id));
  return `${name} ${what} ${formatAlone('second', series.summary.median)} after its start here.`;
}

function formatSilent(context: Context): string {
  const silent = context.document.environments.filter(({ id }) => hasNothing(context, id));
  const names = silent.map(({ id }) => nameInSentence(context, id).replace(/^a /, 'the '));
  return names.length === 0 ? '' : `No trial of ${joinWithAnd(names)} completed.`;
}

function formatGuest(context: Context): string {
  const guests = environmentsOfKind(context, 'vm');
  if (guests.length === 0) return 'A virtual machine was not measured.';
  const measured = guests.filter(({ id }) => !hasNothing(context, id));
  if (measured.length === 0 || measured.some(({ id }) => !isEmulated(context, id))) return '';
  return 'The virtual machine was emulated, so a real one was not measured.';
}
