/** Memory while a trial lasts: one trial in each environment, of the workload that reaches the highest peak. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import { type MemoryCourse, memoryReadings, selectCourses, thinReadings } from '../../bench/contract/memory-course.js';
import { positionAxis, zeroBasedAxis } from './axis.js';
import { type Context, largestWorkload, workloadTitle } from './context.js';
import type { EnvironmentView, Figure, FigureGroup, Table } from './model.js';
import { shownDigits } from './quantiles.js';
import { formatAlone, formatIn, formatQuantity, pickScale, type Scale } from './quantity.js';
import { number, table, text } from './table.js';
import { printable } from './text.js';

const PEAK = 'memory-peak';
const MIN_READINGS = 3;

interface Course {
  readonly environment: EnvironmentView;
  readonly trialId: string;
  /** Readings that were taken; of a long trial not all of them are kept. */
  readonly taken: number;
  /** Ascending. */
  readonly readings: readonly { readonly seconds: number; readonly bytes: number }[];
}

/** Empty without peaks or without enough readings. */
export function memoryCourse(context: Context): FigureGroup[] {
  const workloadId = largestWorkload(context, PEAK);
  if (workloadId === undefined) return [];
  const own = listCourses(context).filter((one) => one.workloadId === workloadId);
  const courses = context.environments.flatMap((environment) => makeCourse(own, environment));
  if (courses.length === 0) return [];
  const scale = pickScale('byte', [Math.max(...courses.flatMap(({ readings }) => readings.map(({ bytes }) => bytes)))]);
  return [
    {
      title: `Over time: ${workloadTitle(context, workloadId)}`,
      text: 'The workload with the highest peak; in each environment the trial with the median peak. Anonymous, shared and kernel memory at every reading, from the launcher’s first instruction, on a common scale.',
      layout: 'grid',
      key: [],
      figures: courses.map((course) => figure(course, scale, courses)),
      table: courseTable(courses, scale),
      tables: [],
      isFolded: false,
    },
  ];
}

/** As the document has them; of an older one from the readings in its trials. */
function listCourses({ document, trials }: Context): readonly MemoryCourse[] {
  return document.memoryCourses ?? deriveCourses(document, trials);
}

function deriveCourses({ series }: ResultsDocument, trials: Context['trials']): MemoryCourse[] {
  return selectCourses(series, (trialId) => {
    const all = memoryReadings(trials.get(trialId)?.samples ?? []);
    return { taken: all.length, readings: thinReadings(all) };
  });
}

function makeCourse(courses: readonly MemoryCourse[], environment: EnvironmentView): Course[] {
  const course = courses.find(({ environmentId }) => environmentId === environment.id);
  if (course === undefined || course.readings.length < MIN_READINGS) return [];
  const { trialId, taken } = course;
  return [{ environment, trialId, taken, readings: course.readings.map(({ tNs, bytes }) => ({ seconds: tNs / 1e9, bytes })) }];
}

function figure({ environment, trialId, readings }: Course, scale: Scale, all: readonly Course[]): Figure {
  const largest = Math.max(...all.flatMap((course) => course.readings.map(({ bytes }) => bytes)));
  const highest = Math.max(...readings.map(({ bytes }) => bytes));
  const ends = [readings[0]?.seconds ?? 0, readings.at(-1)?.seconds ?? 0];
  return {
    id: figureId(environment, all),
    title: environment.name,
    finding: `At most ${formatQuantity(scale, highest)}.`,
    caption: '',
    description: `Memory of ${environment.name.toLowerCase()} over ${formatAlone('second', ends[1] ?? 0)}, at most ${formatQuantity(scale, highest)}, trial ${printable(trialId)}.`,
    legend: [],
    key: [],
    chart: {
      kind: 'lines',
      x: positionAxis('seconds since the launch', [Math.min(0, ends[0] ?? 0), ends[1] ?? 0]),
      y: zeroBasedAxis(scale.unit, largest / scale.factor),
      series: [
        {
          slot: environment.slot,
          style: 'area',
          points: {
            x: readings.map(({ seconds }) => shownDigits(seconds)),
            y: readings.map(({ bytes }) => shownDigits(bytes / scale.factor)),
            text: readings.map(({ seconds, bytes }) => `${formatQuantity(scale, bytes)} at ${formatAlone('second', seconds)}`),
          },
        },
      ],
      isLow: true,
    },
    table: null,
    workload: '',
    isTableFolded: true,
  };
}

function figureId(environment: EnvironmentView, all: readonly Course[]): string {
  return `memory-course-${environment.slot}-${all.findIndex((course) => course.environment === environment)}`;
}

function courseTable(courses: readonly Course[], scale: Scale): Table {
  const columns = [
    text('Environment'),
    text('Trial'),
    number('Readings'),
    number('First'),
    number('Highest'),
    number('Last'),
    text('Unit'),
  ];
  const rows = courses.map(({ environment, trialId, taken, readings }) => {
    const bytes = readings.map((reading) => reading.bytes);
    const shown = [bytes[0] ?? 0, Math.max(...bytes), bytes.at(-1) ?? 0].map((value) => formatIn(scale, value));
    return {
      slot: environment.slot,
      figure: figureId(environment, courses),
      header: environment.name,
      cells: [printable(trialId), `${taken}`, ...shown, scale.unit],
    };
  });
  return table('Memory over time', columns, rows);
}
