/** Each value ÷ the median of its own series against the order of the trials: what changed on the host while it ran. */
import type { MetricDefinition, Series } from '../../bench/contract/document.js';
import { formatTimes, positionAxis, sequenceAxis } from './axis.js';
import type { OrderChart } from './chart.js';
import { type Context, metricTitle } from './context.js';
import { formatShare, sentence } from './findings.js';
import { type KeyName, makeKey } from './key.js';
import type { EnvironmentView, Figure, Table } from './model.js';
import { findQuantile, shownDigits, sortNumbers } from './quantiles.js';
import { EXCLUDED } from './strips.js';
import { number, table, text } from './table.js';
import { printable } from './text.js';

/** The others follow from the same trials. */
const DRIFT_METRICS = ['time-to-program', 'boot-time', 'stop-time', 'throughput', 'cpu-per-operation'];
/** Of more values than this, each point stands for a stretch of the run. */
const MAX_POINTS = 120;
const STRETCHES = 60;
/** A smaller change of the level from the first third of a run to the last moves no figure by much, for every block has every environment. */
const STEADY_RATIO = 0.05;
const THIRDS = 3;

/** A value ÷ the median of its series. */
interface Reading {
  readonly order: number;
  readonly ratio: number;
  readonly isContaminated: boolean;
  readonly where: string;
}

interface Course {
  readonly environment: EnvironmentView;
  /** In the order of the run. */
  readonly readings: readonly Reading[];
}

export function driftFigures(context: Context): Figure[] {
  return context.metrics.filter(({ id }) => DRIFT_METRICS.includes(id)).flatMap((metric) => driftFigure(context, metric));
}

function driftFigure(context: Context, metric: MetricDefinition): Figure[] {
  const title = metricTitle(metric);
  const courses = context.environments.map((environment) => ({
    environment,
    readings: listReadings(context, metric, environment),
  }));
  const all = courses.flatMap(({ readings }) => readings);
  if (all.length < 2) return [];
  const last = all.reduce((most, { order }) => Math.max(most, order), 0);
  const series = courses.map(makeSeries);
  return [
    {
      id: `${metric.id}-order`,
      title,
      finding: driftFinding(courses, last),
      caption: formatCaption(all.length, courses),
      description: `${title} of ${all.length} values relative to the median of their series, against the order in which the trials ran.`,
      legend: context.environments,
      key: makeKey(series.flatMap(({ outlined }): KeyName[] => (outlined.length > 0 ? ['excluded'] : []))),
      chart: {
        kind: 'order',
        x: sequenceAxis('trial, in the order of the run', last),
        y: positionAxis('÷ median of its series', [1, ...series.flatMap(countedHeights)], formatTimes),
        reference: 1,
        series,
      },
      table: driftTable(title, courses, last),
      workload: '',
      isTableFolded: true,
    },
  ];
}

function formatCaption(count: number, courses: readonly Course[]): string {
  const isMany = courses.some(({ readings }) => readings.length > MAX_POINTS);
  return isMany ? `${count} values; each point is the median of a stretch of the run` : `${count} values`;
}

/** Contaminated values do not set the axis. */
function countedHeights({ points, outlined }: OrderChart['series'][number]): number[] {
  return points.y.filter((_, place) => !outlined.includes(place));
}

function listReadings({ trials, document }: Context, metric: MetricDefinition, { id }: EnvironmentView): Reading[] {
  const own = document.series.filter(({ metricId, environmentId }) => metricId === metric.id && environmentId === id);
  return own.flatMap((series) => readSeries(trials, series)).toSorted((a, b) => a.order - b.order);
}

function readSeries(trials: Context['trials'], { points, summary }: Series): Reading[] {
  if (summary.median === 0) return [];
  return points.flatMap(({ trialId, value, contaminated }) => {
    const trial = trials.get(trialId);
    if (trial === undefined) return [];
    const isContaminated = contaminated === true;
    const where = `block ${trial.block} · trial ${printable(trialId)}${isContaminated ? EXCLUDED : ''}`;
    return [{ order: trial.order, ratio: value / summary.median, isContaminated, where }];
  });
}

function makeSeries({ environment: { slot, name }, readings }: Course): OrderChart['series'][number] {
  const shown = readings.length > MAX_POINTS ? thin(readings) : readings;
  return {
    slot,
    label: name,
    points: {
      x: shown.map(({ order }) => order),
      y: shown.map(({ ratio }) => shownDigits(ratio)),
      text: shown.map(({ ratio, where }) => `${formatLevel(ratio)} · ${where}`),
    },
    outlined: shown.flatMap(({ isContaminated }, place) => (isContaminated ? [place] : [])),
  };
}

/** Medians of stretches of the run, of what counts in figures. */
function thin(readings: readonly Reading[]): Reading[] {
  const counted = readings.filter(({ isContaminated }) => !isContaminated);
  const bound = (index: number) => Math.round((index * counted.length) / STRETCHES);
  return Array.from({ length: STRETCHES }, (_, index) => counted.slice(bound(index), bound(index + 1))).flatMap(middle);
}

function middle(stretch: readonly Reading[]): Reading[] {
  const [first, last] = [stretch[0], stretch.at(-1)];
  if (first === undefined || last === undefined) return [];
  const sorted = sortNumbers(stretch.map(({ ratio }) => ratio));
  const where = `median of ${stretch.length} trials, ${formatLevel(sorted[0] ?? 0)} to ${formatLevel(sorted.at(-1) ?? 0)}`;
  return [{ order: Math.round((first.order + last.order) / 2), ratio: findQuantile(sorted, 0.5), isContaminated: false, where }];
}

function formatLevel(ratio: number): string {
  return `${ratio.toFixed(3)}×`;
}

/** Medians of the values by third of the run; of a third without values none. */
function listLevels({ readings }: Course, last: number): (number | undefined)[] {
  const thirds: number[][] = Array.from({ length: THIRDS }, () => []);
  for (const { order, ratio, isContaminated } of readings)
    if (!isContaminated) thirds[Math.floor((order / (last + 1)) * THIRDS)]?.push(ratio);
  return thirds.map((values) => (values.length === 0 ? undefined : findQuantile(sortNumbers(values), 0.5)));
}

/** Width of a 95 % interval of a normal value, in standard errors to either side. */
const LIMIT_ERRORS = 1.96;
/** Standard error of a median × √n ÷ the median absolute deviation, of normal values. */
const ERROR_OF_DEVIATION = 1.2533 * 1.4826;

/** Whether the end of the run is on the level of its beginning, all environments together: a host that drifts carries all of them along. */
function driftFinding(courses: readonly Course[], last: number): string {
  const counted = courses.flatMap(({ readings }) => readings).filter(({ isContaminated }) => !isContaminated);
  const third = (place: number) =>
    counted.flatMap(({ order, ratio }) => (Math.floor((order / (last + 1)) * THIRDS) === place ? [ratio] : []));
  const [first, end] = [third(0), third(THIRDS - 1)];
  if (first.length === 0 || end.length === 0) return '';
  const median = (values: readonly number[]) => findQuantile(sortNumbers(values), 0.5);
  if (median(first) === 0) return '';
  const change = median(end) / median(first) - 1;
  const deviation = median(counted.map(({ ratio }) => Math.abs(ratio - 1)));
  const noise = LIMIT_ERRORS * ERROR_OF_DEVIATION * deviation * Math.sqrt(1 / first.length + 1 / end.length);
  const words = `the last third of the run is ${formatShare(Math.abs(change))} ${change < 0 ? 'below' : 'above'} the first`;
  if (Math.abs(change) <= noise) return sentence(`no drift to be seen: ${words}, within its noise of ${formatShare(noise)}`);
  return sentence(Math.abs(change) < STEADY_RATIO ? `hardly any drift: ${words}` : `it drifted: ${words}`);
}

/** By thirds of the run: single values stand in the tables of every trial. */
function driftTable(title: string, courses: readonly Course[], last: number): Table {
  const columns = [text('Environment'), number('First third'), number('Second third'), number('Last third')];
  const rows = courses.map((course) => ({
    slot: course.environment.slot,
    header: course.environment.name,
    cells: listLevels(course, last).map((level) => (level === undefined ? '–' : formatLevel(level))),
  }));
  return table(`${title}: median of value ÷ series median, by third of the run`, columns, rows);
}
