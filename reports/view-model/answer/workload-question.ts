/** Questions whose metric has a series for each workload: the range over the workloads, and the worst of them by name. */
import type { Comparison, MetricDefinition } from '../../../bench/contract/document.js';
import { type Context, environmentName, findComparisons, listWorkloads, workloadTitle } from '../context.js';
import { formatShift } from '../estimates.js';
import type { EnvironmentView } from '../model.js';
import { formatPairedNumber } from '../paired-ratio.js';
import { capitalize, formatCount, formatSize } from '../text.js';
import { makeDifference, viewVerdict } from './differences.js';
import { findEvidence } from './evidence.js';
import { listAsked, makeFigure, missingFigure } from './figures.js';
import { findMeasured, notMeasured } from './metric-question.js';
import type { AnswerDifference, AnswerFigure } from './model.js';
import type { Answered, Question } from './question.js';
import { nameInSentence } from './sentences.js';
import { findWorst, type JudgedWorkload, summariseVerdicts } from './workload-verdicts.js';

export interface WorkloadQuestion extends Omit<Question, 'answer'> {
  readonly metricId: string;
  readonly command: string;
  /** `runs at`, `spends`: before the share of the reference’s figure. */
  readonly verb: string;
  /** `the speed of`, `the CPU time of`: after that share. */
  readonly of: string;
}

export function askWorkloads({ metricId, command, verb, of, ...question }: WorkloadQuestion): Question {
  return {
    ...question,
    answer: (context) => {
      const metric = findMeasured(context, metricId);
      return metric === undefined ? notMeasured(command) : answerWith(context, metric, { verb, of });
    },
  };
}

type Speech = Pick<WorkloadQuestion, 'verb' | 'of'>;

function answerWith(context: Context, metric: MetricDefinition, speech: Speech): Answered {
  const asked = listAsked(context, (id) => hasSeries(context, metric, id));
  const reference = asked.find(({ id }) => hasSeries(context, metric, id));
  const judged = asked.flatMap((environment) =>
    reference === undefined || environment === reference ? [] : [judgeWorkloads(context, metric, environment, reference)],
  );
  return {
    finding: judged
      .map((one) => formatFinding(context, one, speech))
      .filter((text) => text !== '')
      .join(' '),
    figures: asked.map((environment) => workloadFigure(context, metric, { environment, reference, judged })),
    differences: judged.flatMap((one) => workloadDifference(context, metric, one)),
    evidence: findEvidence(metric),
    command: '',
  };
}

function hasSeries({ document }: Context, metric: MetricDefinition, id: string): boolean {
  return document.series.some(({ metricId, environmentId }) => metricId === metric.id && environmentId === id);
}

interface JudgedEnvironment {
  readonly environment: EnvironmentView;
  readonly reference: EnvironmentView;
  /** Those that have a ratio. */
  readonly workloads: readonly JudgedWorkload[];
}

function judgeWorkloads(
  context: Context,
  metric: MetricDefinition,
  environment: EnvironmentView,
  reference: EnvironmentView,
): JudgedEnvironment {
  const comparisons = listWorkloads(context, metric.id).flatMap((workloadId) =>
    findComparisons(context, metric.id, environment.id, workloadId).filter(
      ({ baseline, ratio }) => baseline.environmentId === reference.id && ratio !== undefined,
    ),
  );
  const workloads = comparisons.map((comparison) => judgeWorkload(context, metric, comparison));
  return { environment, reference, workloads };
}

export function judgeWorkload(context: Context, metric: MetricDefinition, comparison: Comparison): JudgedWorkload {
  const title = comparison.workloadId === undefined ? 'all workloads' : workloadTitle(context, comparison.workloadId);
  return { comparison, title, view: viewVerdict(context, comparison, metric), ratio: comparison.ratio?.estimate ?? 1 };
}

function workloadFigure(
  context: Context,
  metric: MetricDefinition,
  {
    environment,
    reference,
    judged,
  }: { environment: EnvironmentView; reference: EnvironmentView | undefined; judged: readonly JudgedEnvironment[] },
): AnswerFigure {
  const series = context.document.series.filter(
    ({ metricId, environmentId }) => metricId === metric.id && environmentId === environment.id,
  );
  if (series.length === 0) return missingFigure(context, environment);
  const note = `${formatCount(series.length, 'workload')}, ${formatSize(series.map(({ summary }) => summary.n))}`;
  if (environment === reference) return makeFigure(context, environment, { value: '1×', spread: 'the reference', note });
  const workloads = judged.find((one) => one.environment === environment)?.workloads ?? [];
  if (workloads.length === 0) return makeFigure(context, environment, { value: '–', spread: 'no ratio', note });
  const name = environmentName(context, reference?.id ?? '').toLowerCase();
  return makeFigure(context, environment, { value: formatRatioRange(workloads), spread: `of ${name}, by workload`, note });
}

/** `0.97–1.00×`. */
export function formatRatioRange(workloads: readonly JudgedWorkload[]): string {
  const sorted = workloads.toSorted((a, b) => a.ratio - b.ratio);
  const [low, high] = [sorted[0], sorted.at(-1)].map((one) =>
    one === undefined ? '–' : formatPairedNumber(one.ratio, one.comparison.n),
  );
  return low === high ? `${low}×` : `${low}–${high}×`;
}

function workloadDifference(context: Context, metric: MetricDefinition, { workloads }: JudgedEnvironment): AnswerDifference[] {
  const worst = findWorst(workloads, metric);
  if (worst === undefined) return [];
  const shift = formatWorst(worst);
  const many = workloads.length === 1 ? worst.title : `worst of ${workloads.length}: ${worst.title}`;
  return [
    {
      ...makeDifference(
        context,
        worst.comparison,
        `${shift} (${many})`,
        summariseVerdicts(
          workloads.map(({ view }) => view),
          worst.view,
        ),
      ),
      ratio: '',
    },
  ];
}

/** Relative, because workloads share no unit; in times from the double on. */
function formatWorst({ comparison: { ratio, n } }: JudgedWorkload): string {
  if (ratio === undefined) return '';
  return ratio.estimate < DOUBLE ? formatShift(ratio) : `${formatPairedNumber(ratio.estimate, n)}×`;
}

const DOUBLE = 2;

/** `A container runs at 0.97–1.00 times the speed of a plain process.` Empty where emulation or too few pairs let nothing be said. */
function formatFinding(context: Context, { environment, reference, workloads }: JudgedEnvironment, { verb, of }: Speech): string {
  const judged = workloads.filter(({ view }) => view.kind !== 'emulated' && view.kind !== 'unmeasured');
  if (judged.length === 0) return '';
  const range = formatRatioRange(judged).replace('×', ' times');
  const sentence = `${nameInSentence(context, environment.id)} ${verb} ${range} ${of} ${nameInSentence(context, reference.id)}`;
  const doubt = judged.every(({ view }) => view.kind === 'few') ? `, from too few pairs to be sure` : '';
  return `${capitalize(sentence)}${doubt}.`;
}
