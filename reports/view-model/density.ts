/** What one more idle instance takes from the host, against its accounted memory, and how long a concurrent start takes. */
import type { DensitySummary, TogetherSummary } from '../../bench/contract/scenarios.js';
import { positionAxis, sequenceAxis, zeroBasedAxis } from './axis.js';
import type { Axis, LineChart } from './chart.js';
import { type Context, environmentName, findEnvironment } from './context.js';
import { chooseScale, formatEstimate, formatLimit, formatPercent } from './estimates.js';
import { emulatedNote } from './findings.js';
import { environmentsIn, isFilled, tableGroup } from './groups.js';
import { makeKey } from './key.js';
import type { Figure, Section, Table } from './model.js';
import { findQuantile, shownDigits, sortNumbers } from './quantiles.js';
import { formatAlone, formatQuantity, pickScale, type Scale } from './quantity.js';
import { number, table, text } from './table.js';
import { formatCount, printable } from './text.js';

type LineSeries = LineChart['series'][number];

const STOP_WORDS: Readonly<Record<string, string>> = {
  'count-reached': 'requested count reached',
  'memory-budget': 'memory budget exhausted',
  'time-budget': 'time limit of a trial reached',
  'descriptor-limit': 'limit of open files near',
  'process-limit': 'limit of processes near',
};

export function densitySection(context: Context): Section {
  const { density = [], together = [] } = context.document.scenarios ?? {};
  return {
    id: 'density',
    title: 'What one more instance costs',
    navigation: 'Density',
    text: 'Identical idle instances, started one after another, and what each took from the host’s MemAvailable: an outside check of the accounted idle memory.',
    groups: [
      tableGroup('', '', densityFigure(context, density), density.length === 0 ? [] : [densityTable(context, density)]),
      tableGroup(
        'Concurrent start',
        'N instances started at once, until the last one is ready.',
        [],
        together.length === 0 ? [] : [concurrentTable(context, together)],
      ),
    ].filter(isFilled),
  };
}

interface Step {
  readonly instances: number;
  /** MemAvailable before the first instance of its trial − MemAvailable now. */
  readonly takenBytes: number;
  readonly trialId: string;
}

/** A trial whose start was not read has no steps. */
function listSteps({ points }: DensitySummary): Step[] {
  const starts = new Map(points.filter(({ instances }) => instances === 0).map((one) => [one.trialId, one.memAvailableBytes]));
  return points.flatMap(({ trialId, instances, memAvailableBytes }) => {
    const start = starts.get(trialId);
    return start === undefined ? [] : [{ instances, takenBytes: start - memAvailableBytes, trialId }];
  });
}

function densityFigure(context: Context, summaries: readonly DensitySummary[]): Figure[] {
  const all = summaries.map((summary) => ({ summary, steps: listSteps(summary) })).filter(({ steps }) => steps.length > 1);
  const taken = all.flatMap(({ steps }) => steps.map(({ takenBytes }) => takenBytes));
  if (taken.length === 0) return [];
  const scale = pickScale('byte', [findLargest(taken), ...summaries.map(({ marginalBytes }) => marginalBytes.estimate)]);
  const series = all.flatMap(({ summary, steps }) => [
    ...makeFit(context, summary, steps, scale),
    makePoints(context, summary, steps, scale),
  ]);
  const shown = environmentsIn(context, summaries);
  const heights = series.flatMap(({ points }) => points.y);
  const most = findLargest(series.flatMap(({ points }) => points.x));
  const hasBand = series.some(({ style }) => style === 'band');
  return [
    {
      id: 'density-available',
      title: 'Taken from MemAvailable',
      finding: densityFinding(context, summaries),
      caption:
        'Every settled step of every trial; the line has the fitted slope and passes through the middle of the points. To the right of them it shows what as many again would take.',
      description: `Memory taken from the host against the number of idle instances: ${shown.map(({ name }) => name.toLowerCase()).join(', ')}.`,
      legend: shown,
      key: makeKey(hasBand ? ['extrapolated', 'uncertainty'] : ['extrapolated']),
      chart: {
        kind: 'lines',
        x: sequenceAxis('instances alive', most),
        y: takenAxis(`taken (${scale.unit})`, heights),
        series,
        isLow: false,
      },
      table: null,
      workload: '',
      isTableFolded: true,
    },
  ];
}

function densityFinding(context: Context, summaries: readonly DensitySummary[]): string {
  const words = summaries.map((summary) => {
    const environment = findEnvironment(context, summary.environmentId);
    const note = environment === undefined ? '' : emulatedNote(context, environment);
    const name = environmentName(context, summary.environmentId).toLowerCase();
    return `${name} ${formatAlone('byte', summary.marginalBytes.estimate)}${note}`;
  });
  return `One more instance takes: ${words.join(', ')}.`;
}

/** From zero, unless an instance seems to have given memory back: settling alone reaches a little below. */
function takenAxis(title: string, heights: readonly number[]): Axis {
  const [lowest, highest] = [findSmallest(heights), findLargest(heights)];
  return lowest < -0.05 * highest ? positionAxis(title, heights) : zeroBasedAxis(title, highest);
}

/** Of a list that may be longer than a call has arguments. */
function findLargest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value));
}

function findSmallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value));
}

function findSlot(context: Context, { environmentId }: { readonly environmentId: string }): number {
  return findEnvironment(context, environmentId)?.slot ?? 0;
}

function makePoints(context: Context, summary: DensitySummary, steps: readonly Step[], scale: Scale): LineSeries {
  const name = environmentName(context, summary.environmentId);
  return {
    slot: findSlot(context, summary),
    style: 'points',
    points: {
      x: steps.map(({ instances }) => instances),
      y: steps.map(({ takenBytes }) => shownDigits(takenBytes / scale.factor)),
      text: steps.map(
        ({ instances, takenBytes, trialId }) =>
          `${name}: ${formatCount(instances, 'instance')}, ${formatQuantity(scale, takenBytes)} · trial ${printable(trialId)}`,
      ),
    },
  };
}

/** How far beyond the most instances that were alive the line goes on. */
const EXTRAPOLATION = 2;

/** The fitted line over what was measured, beyond it, and between which lines it probably lies. */
function makeFit(context: Context, summary: DensitySummary, steps: readonly Step[], scale: Scale): LineSeries[] {
  const slot = findSlot(context, summary);
  const { estimate, low, high } = summary.marginalBytes;
  const counts = steps.map(({ instances }) => instances);
  const [first, most] = [findSmallest(counts), findLargest(counts)];
  const end = most * EXTRAPOLATION;
  const centre = (first + most) / 2;
  const height = middleOffset(steps, estimate) + estimate * centre;
  const words = `${environmentName(context, summary.environmentId)}: ${formatEstimate('byte', summary.marginalBytes)} per instance`;
  const course = (style: LineSeries['style'], ends: readonly (readonly [number, number])[]): LineSeries => ({
    slot,
    style,
    points: {
      x: ends.map(([x]) => x),
      y: ends.map(([x, slope]) => shownDigits((height + slope * (x - centre)) / scale.factor)),
      text: ends.map(() => words),
    },
  });
  const line = (style: LineSeries['style'], from: number, to: number) =>
    course(style, [
      [from, estimate],
      [to, estimate],
    ]);
  const hasLimits = low !== undefined && high !== undefined;
  return [
    ...(hasLimits
      ? [
          course('band', [
            [first, low],
            [end, low],
            [end, high],
            [first, high],
          ]),
        ]
      : []),
    line('line', first, most),
    line('extrapolated', most, end),
  ];
}

/** Of the points above a line of this slope through 0. */
function middleOffset(steps: readonly Step[], slope: number): number {
  return findQuantile(sortNumbers(steps.map(({ takenBytes, instances }) => takenBytes - slope * instances)), 0.5);
}

/** The slope adjusted for what other processes took and released meanwhile; memory of the host that no instance's accounting holds. */
const ADJUSTMENTS: readonly { readonly label: string; readonly format: (summary: DensitySummary) => string | undefined }[] = [
  {
    label: 'Adjusted for other processes',
    format: ({ undisturbedBytes }) => undisturbedBytes && formatEstimate('byte', undisturbedBytes),
  },
  { label: 'Unexplained (adjusted)', format: (summary) => optional(summary.undisturbedUnexplainedRatio, formatPercent) },
  { label: 'Unaccounted kernel memory', format: (summary) => optional(summary.unaccountedKernelBytes, formatBytes) },
  { label: 'Twinbench’s own memory', format: (summary) => optional(summary.harnessBytes, formatBytes) },
];

function optional(value: number | undefined, format: (value: number) => string): string | undefined {
  return value === undefined ? undefined : format(value);
}

function formatBytes(bytes: number): string {
  return formatAlone('byte', bytes);
}

function densityTable(context: Context, summaries: readonly DensitySummary[]): Table {
  const of = ADJUSTMENTS.filter(({ format }) => summaries.some((summary) => format(summary) !== undefined));
  const columns = [
    text('Environment'),
    number('Next instance'),
    number('Interval'),
    number('Accounted'),
    number('Unexplained'),
    ...of.map(({ label }) => number(label)),
    number('Max. alive'),
    number('Trials'),
    text('Stopped by'),
  ];
  const rows = summaries.map((summary) => {
    const { environmentId, marginalBytes, accountedBytes, unexplainedRatio, instances, stoppedBecause, points } = summary;
    return {
      slot: findSlot(context, summary),
      header: environmentName(context, environmentId),
      cells: [
        formatAlone('byte', marginalBytes.estimate),
        formatLimit(chooseScale('byte', marginalBytes), marginalBytes),
        optional(accountedBytes, formatBytes) ?? '–',
        unexplainedRatio === undefined ? '–' : formatPercent(unexplainedRatio),
        ...of.map(({ format }) => format(summary) ?? '–'),
        `${instances}`,
        `${new Set(points.map(({ trialId }) => trialId)).size}`,
        STOP_WORDS[stoppedBecause] ?? printable(stoppedBecause),
      ],
    };
  });
  return table('Memory of the next idle instance: slope of MemAvailable against accounted memory', columns, rows);
}

function concurrentTable(context: Context, summaries: readonly TogetherSummary[]): Table {
  const columns = [
    text('Environment'),
    number('Instances'),
    number('All ready after'),
    number('Boot time per instance'),
    number('n'),
  ];
  const rows = summaries.map((summary) => ({
    slot: findSlot(context, summary),
    header: environmentName(context, summary.environmentId),
    cells: [
      `${summary.instances}`,
      formatAlone('second', summary.allReadySeconds),
      formatAlone('second', summary.bootSeconds),
      `${summary.n}`,
    ],
  }));
  return table('Concurrent start: medians over trials and instances', columns, rows);
}
