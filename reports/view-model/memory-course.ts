/** Memory while a trial lasts: one trial in each environment, of the workload that reaches the highest peak. */
import type { Trial } from '../../bench/contract/document.js';
import type { Sample } from '../../bench/contract/record.js';
import { positionAxis, zeroBasedAxis } from './axis.js';
import { type Context, largestWorkload, seriesOf, workloadTitle } from './context.js';
import type { EnvironmentView, Figure, FigureGroup, Table } from './model.js';
import { formatAlone, formatIn, formatQuantity, pickScale, type Scale } from './quantity.js';
import { number, table, text } from './table.js';
import { printable } from './text.js';

const PEAK = 'memory-peak';
const FEWEST_READINGS = 3;

interface Course {
  readonly environment: EnvironmentView;
  readonly trialId: string;
  /** Ascending. */
  readonly readings: readonly { readonly seconds: number; readonly bytes: number }[];
}

/** Empty without peaks or without enough readings. */
export function memoryCourse(context: Context): FigureGroup[] {
  const workloadId = largestWorkload(context, PEAK);
  if (workloadId === undefined) return [];
  const courses = context.environments.flatMap((environment) => courseOf(context, environment, workloadId));
  if (courses.length === 0) return [];
  const scale = pickScale('byte', [Math.max(...courses.flatMap(({ readings }) => readings.map(({ bytes }) => bytes)))]);
  return [
    {
      title: `Over time: ${workloadTitle(context, workloadId)}`,
      text: 'The workload with the highest peak; of each environment the trial whose peak is the median one. Anonymous, shared and kernel memory at every reading, from the launcher’s first instruction. All on one scale of memory.',
      layout: 'grid',
      figures: courses.map((course) => figure(course, scale, courses)),
      table: courseTable(courses, scale),
      tables: [],
      isFolded: false,
    },
  ];
}

function courseOf(context: Context, environment: EnvironmentView, workloadId: string): Course[] {
  const trial = medianTrial(context, environment, workloadId);
  if (trial === undefined) return [];
  const readings = trial.samples.flatMap(readingOf).toSorted((a, b) => a.seconds - b.seconds);
  return readings.length < FEWEST_READINGS ? [] : [{ environment, trialId: trial.id, readings }];
}

/** Its peak is nearest to the median of its series. */
function medianTrial(context: Context, { id }: EnvironmentView, workloadId: string): Trial | undefined {
  const series = seriesOf(context, PEAK, id, workloadId);
  if (series === undefined) return undefined;
  const { points, summary } = series;
  const counted = points.filter(({ contaminated }) => contaminated !== true);
  const far = ({ value }: { value: number }) => Math.abs(value - summary.median);
  const nearest = counted.toSorted((a, b) => far(a) - far(b))[0];
  return nearest === undefined ? undefined : context.trials.get(nearest.trialId);
}

/** What the host cannot reclaim, as the metric memory-peak counts it. */
function readingOf({ sampler, tNs, values }: Sample): Course['readings'][number][] {
  const { anonBytes, shmemBytes, kernelBytes } = values;
  if (sampler !== 'cgroup' || anonBytes === undefined || shmemBytes === undefined || kernelBytes === undefined) return [];
  return [{ seconds: tNs / 1e9, bytes: anonBytes + shmemBytes + kernelBytes }];
}

function figure({ environment, trialId, readings }: Course, scale: Scale, all: readonly Course[]): Figure {
  const largest = Math.max(...all.flatMap((course) => course.readings.map(({ bytes }) => bytes)));
  const highest = Math.max(...readings.map(({ bytes }) => bytes));
  const ends = [readings[0]?.seconds ?? 0, readings.at(-1)?.seconds ?? 0];
  return {
    id: `memory-course-${environment.slot}-${all.findIndex((course) => course.environment === environment)}`,
    title: environment.name,
    caption: `highest ${formatQuantity(scale, highest)}`,
    description: `Memory of ${environment.name.toLowerCase()} over ${formatAlone('second', ends[1] ?? 0)}, at most ${formatQuantity(scale, highest)}, trial ${printable(trialId)}.`,
    legend: [],
    chart: {
      kind: 'lines',
      x: positionAxis('seconds since the launch', [Math.min(0, ends[0] ?? 0), ends[1] ?? 0]),
      y: zeroBasedAxis(scale.unit, largest / scale.factor),
      series: [
        {
          slot: environment.slot,
          style: 'area',
          points: readings.map(({ seconds, bytes }) => ({
            x: seconds,
            y: bytes / scale.factor,
            text: `${formatQuantity(scale, bytes)} at ${formatAlone('second', seconds)} · trial ${printable(trialId)}`,
          })),
        },
      ],
      isLow: true,
    },
    table: null,
    isTableFolded: true,
  };
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
  const rows = courses.map(({ environment, trialId, readings }) => {
    const bytes = readings.map((reading) => reading.bytes);
    const shown = [bytes[0] ?? 0, Math.max(...bytes), bytes.at(-1) ?? 0].map((value) => formatIn(scale, value));
    return {
      slot: environment.slot,
      header: environment.name,
      cells: [printable(trialId), `${readings.length}`, ...shown, scale.unit],
    };
  });
  return table('Memory over time', columns, rows);
}
