/** Metric by metric, every run beside the others: one unit and one axis for all of them. */
import type { MetricDefinition, Series } from '../../bench/contract/document.js';
import { positionAxis } from '../view-model/axis.js';
import {
  type Context,
  findSeries,
  isEmulated,
  isPerWorkload,
  listWorkloads,
  metricTitle,
  workloadTitle,
} from '../view-model/context.js';
import { rowKey } from '../view-model/dots.js';
import { spreadOf } from '../view-model/key.js';
import type { EnvironmentView } from '../view-model/model.js';
import { formatQuantity, pickScale, type Scale } from '../view-model/quantity.js';
import { EMULATED } from '../view-model/verdict-words.js';
import { DIRECTION_WORDS, formatSpread, makeWhisker } from '../view-model/wording.js';
import { makeDifference, noDifference, type Subject } from './differences.js';
import type { RunInput } from './input.js';
import type { FigureRow, RunsFigure, RunsMetric, ValueView } from './model.js';
import type { Notes } from './notes.js';
import { nameRun } from './relation.js';

/** A run with its look-ups. */
export interface OpenRun {
  readonly input: RunInput;
  readonly context: Context;
  readonly letter: string;
}

export function openRun(input: RunInput, context: Context, place: number): OpenRun {
  return { input, context, letter: nameRun(place) };
}

/** Those that say which way is better; of each the first run's definition. */
export function runsMetrics(runs: readonly OpenRun[], environments: readonly EnvironmentView[], notes: Notes): RunsMetric[] {
  const judged = runs.flatMap(({ context }) => context.metrics.filter(({ direction }) => direction !== 'neutral'));
  const ids = [...new Set(judged.map(({ id }) => id))];
  return ids.flatMap((id) => {
    const metric = judged.find((one) => one.id === id);
    return metric === undefined ? [] : [showMetric(metric, runs, environments, notes)];
  });
}

function showMetric(
  metric: MetricDefinition,
  runs: readonly OpenRun[],
  environments: readonly EnvironmentView[],
  notes: Notes,
): RunsMetric {
  const workloads = [...new Set(runs.flatMap(({ context }) => listWorkloads(context, metric.id)))];
  const rows = workloads.flatMap((workloadId) => {
    const scale = commonScale(metric, runs, workloadId);
    return environments.flatMap((environment) => figureRow({ metric, runs, environment, workloadId, scale, notes }));
  });
  const isPooled = runs.every(
    ({ context }) => !isPerWorkload(context, metric) || !context.metrics.some(({ id }) => id === metric.id),
  );
  return {
    id: `runs-${metric.id.replace(/[^a-z0-9-]/g, '-')}`,
    title: metricTitle(metric),
    direction: DIRECTION_WORDS[metric.direction],
    isFolded: !isPooled,
    rows,
    figure: isPooled ? drawRuns(metric, runs, environments) : null,
  };
}

function commonScale({ id, unit }: MetricDefinition, runs: readonly OpenRun[], workloadId: string | undefined): Scale {
  const medians = runs.flatMap(({ context: { document } }) =>
    document.series.filter((one) => one.metricId === id && one.workloadId === workloadId).map(({ summary }) => summary.median),
  );
  return pickScale(unit, medians);
}

interface RowRequest {
  readonly metric: MetricDefinition;
  readonly runs: readonly OpenRun[];
  readonly environment: EnvironmentView;
  readonly workloadId: string | undefined;
  readonly scale: Scale;
  readonly notes: Notes;
}

/** Nothing where no run measured it. */
function figureRow({ metric, runs, environment, workloadId, scale, notes }: RowRequest): FigureRow[] {
  const subject: Subject = { metricId: metric.id, environmentId: environment.id, workloadId };
  const found = runs.map(({ context }) => findSeries(context, metric.id, environment.id, workloadId));
  if (found.every((series) => series === undefined)) return [];
  return [
    {
      slot: environment.slot,
      environmentId: environment.id,
      environment: environment.name,
      workloadId: workloadId ?? '',
      workload: nameWorkload(runs, workloadId),
      values: runs.map((run, place) => makeValue(run, environment.id, found[place], scale)),
      differences: runs.flatMap(({ input: { verdict }, letter, context }, place) => {
        if (verdict === null) return [];
        const isMeasured = found[0] !== undefined && found[place] !== undefined;
        if (!isMeasured) return [noDifference(letter)];
        const difference = makeDifference(letter, verdict, subject, notes);
        const isUnjudged = difference.effect !== '' && isEmulated(context, environment.id);
        return [isUnjudged ? { ...difference, ...UNJUDGED } : difference];
      }),
    },
  ];
}

/** Emulated figures are never judged, though two runs of them can differ. */
const UNJUDGED = { words: EMULATED.words, tone: EMULATED.tone };

function nameWorkload(runs: readonly OpenRun[], workloadId: string | undefined): string {
  if (workloadId === undefined) return '';
  const run = runs.find(({ context }) => context.document.workloads.some(({ id }) => id === workloadId));
  return run === undefined ? workloadId : workloadTitle(run.context, workloadId);
}

function makeValue({ context, letter }: OpenRun, environmentId: string, series: Series | undefined, scale: Scale): ValueView {
  if (series === undefined) return { letter, value: '–', detail: 'not measured' };
  const { summary } = series;
  const note = context.allEnvironments.find(({ id }) => id === environmentId)?.note ?? '';
  const parts = [formatSpread(summary, scale), `n = ${summary.n}`, note].filter((part) => part !== '');
  return { letter, value: formatQuantity(scale, summary.median), detail: parts.join(', ') };
}

/** Environment by environment, in it run by run, so that what is held against each other stands together. */
function drawRuns(metric: MetricDefinition, runs: readonly OpenRun[], environments: readonly EnvironmentView[]): RunsFigure {
  const scale = commonScale(metric, runs, undefined);
  const rows = environments.flatMap((environment) =>
    runs.flatMap((run) => {
      const series = findSeries(run.context, metric.id, environment.id);
      if (series === undefined) return [];
      const { value, detail } = makeValue(run, environment.id, series, scale);
      const { low, high } = makeWhisker(series.summary);
      const shown = (amount: number | null) => (amount === null ? null : amount / scale.factor);
      const mark = {
        slot: environment.slot,
        value: series.summary.median / scale.factor,
        low: shown(low),
        high: shown(high),
        spread: spreadOf(series.summary),
        text: `${run.letter}, ${environment.name}: ${value}, ${detail}`,
      };
      return [{ label: `${environment.shortName}, ${run.letter}`, about: '', marks: [mark] }];
    }),
  );
  const reach = rows.flatMap(({ marks }) => marks.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]));
  const title = metricTitle(metric);
  return {
    id: `${metric.id}-runs`,
    description: `${title} of each environment, run by run; the table has the figures.`,
    chart: { kind: 'dots', axis: positionAxis(`${title} (${scale.unit})`, reach), reference: null, rows },
    key: rowKey(rows, 'interval'),
  };
}
