/** How far off the figures are: known quantities measured by the same path, measurement overhead, A/A comparisons. */
import { type CalibrationEntry, isWithinTolerance, type OwnCost, type SelfComparison } from '../../bench/contract/calibration.js';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { signedAxis } from './axis.js';
import { type Context, environmentName, findEnvironment, findMetric, metricTitle, workloadTitle } from './context.js';
import { chooseScale, formatEstimate, formatPercent, formatSigned, NO_INTERVAL, signed, signedLimits } from './estimates.js';
import { environmentsIn, isFilled, tableGroup } from './groups.js';
import { formatTime } from './header.js';
import { makeKey } from './key.js';
import type { Figure, FigureGroup, Section, Table } from './model.js';
import { formatAlone, formatRatio, pickScale, withUnit } from './quantity.js';
import { number, table, text } from './table.js';
import { formatCount, formatSize, printable, shorten } from './text.js';
import { formatVerdict, ratioRange } from './wording.js';

type Calibration = NonNullable<ResultsDocument['calibration']>;

const MAX_QUANTITY_LENGTH = 60;
const MAX_LABEL_LENGTH = 26;

/** Without groups where the document has no calibration. */
export function calibrationSection(context: Context): Section {
  const { calibration } = context.document;
  return {
    id: 'calibration',
    title: 'How far off are these figures?',
    navigation: 'Calibration',
    text: calibration === undefined ? '' : formatCalibration(context, calibration),
    groups: calibration === undefined ? [] : groupFigures(context, calibration),
  };
}

function formatCalibration({ document }: Context, { measuredAt, fingerprint, accelerator, runId }: Calibration): string {
  const vm =
    accelerator === undefined
      ? 'without a virtual machine'
      : `virtual machine under ${accelerator === 'kvm' ? 'KVM' : 'software emulation'}`;
  const other = fingerprint === document.host.fingerprint ? '' : ' That is not the host of this run: its errors may differ.';
  return (
    'Known quantities, measured by the same path as every workload. ' +
    `Measured ${formatTime(measuredAt)} on the host with fingerprint ${printable(fingerprint)}, ${vm} (run ${shorten(printable(runId), 60)}).${other}`
  );
}

function groupFigures(context: Context, { entries, ownCost, selfComparisons }: Calibration): FigureGroup[] {
  const errors = errorFigure(context, entries);
  return [
    tableGroup('', '', errors, entries.length === 0 ? [] : [errorTable(context, entries)]),
    tableGroup(
      'Measurement overhead',
      'The same workload with and without it, interleaved. The upper bound is the upper limit of the interval.',
      [],
      ownCost.length === 0 ? [] : [overheadTable(context, ownCost)],
    ),
    tableGroup(
      'A/A comparisons',
      'Each environment against itself; a difference found here is a false alarm.',
      [],
      selfComparisons.length === 0 ? [] : [selfTable(context, selfComparisons)],
    ),
  ].filter(isFilled);
}

/** Whether the error is within its tolerance, and whether its interval is too. */
function formatTolerance(entry: CalibrationEntry): string {
  const { error, tolerance = 0 } = entry;
  const isWithin = isWithinTolerance(entry);
  if (isWithin === undefined) return 'none claimed';
  if (!isWithin) return 'no, larger than claimed';
  const reach = Math.max(Math.abs(error.low ?? error.estimate), Math.abs(error.high ?? error.estimate));
  return reach > tolerance ? 'yes, interval extends beyond' : 'yes';
}

function errorTable(context: Context, entries: readonly CalibrationEntry[]): Table {
  const columns = [
    text('Known quantity'),
    text('Environment'),
    number('Error'),
    number('Interval'),
    text('Tolerance'),
    text('Within'),
    number('True'),
    number('Measured'),
    number('n'),
    text('Applies to'),
  ];
  return table(
    'Measured − true, per quantity and environment; intervals in the unit of the error',
    columns,
    entries.map((entry) => errorRow(context, entry)),
  );
}

function errorRow(context: Context, entry: CalibrationEntry) {
  const { environmentId, unit, trueValue, measured, error, tolerance, n, metricId, title } = entry;
  const scale = chooseScale(unit, error, tolerance ?? 0);
  const metric = findMetric(context, metricId);
  return {
    slot: findEnvironment(context, environmentId)?.slot ?? null,
    header: shorten(printable(title), MAX_QUANTITY_LENGTH),
    cells: [
      environmentName(context, environmentId),
      withUnit(signed(scale, error.estimate), scale),
      signedLimits(scale, error) || NO_INTERVAL,
      tolerance === undefined ? '–' : `±${formatEstimate(unit, { estimate: tolerance })}`,
      formatTolerance(entry),
      trueValue === 0 ? '0' : formatAlone(unit, trueValue),
      measured === 0 ? '0' : formatAlone(unit, measured),
      `${n}`,
      metric === undefined ? printable(metricId) : metricTitle(metric),
    ],
  };
}

/** Errors of all units side by side, as shares of their tolerances. */
function errorFigure(context: Context, entries: readonly CalibrationEntry[]): Figure[] {
  const judged = entries.filter(({ tolerance }) => tolerance !== undefined && tolerance > 0);
  if (judged.length === 0) return [];
  const quantities = [...new Set(judged.map(({ quantity }) => quantity))];
  const rows = quantities.map((quantity) => {
    const own = judged.filter((entry) => entry.quantity === quantity);
    return {
      label: shorten(printable(own[0]?.title ?? quantity), MAX_LABEL_LENGTH),
      about: '',
      marks: own.map((entry) => errorMark(context, entry)),
    };
  });
  const shown = environmentsIn(context, judged);
  const reach = rows.flatMap(({ marks }) => marks.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]));
  return [
    {
      id: 'calibration-errors',
      title: 'Errors as shares of their tolerances',
      finding: errorFinding(judged),
      caption: `Right of 0: measured too large. Beyond ±1 the error exceeds its tolerance; ${formatSize(judged.map(({ n }) => n))}.`,
      description: `Errors of ${quantities.length} known quantities in ${shown.length} environments, divided by their tolerances; the table holds them.`,
      legend: shown,
      key: makeKey(['error']),
      chart: {
        kind: 'dots',
        axis: signedAxis('error ÷ tolerance', [...reach, -1, 1]),
        reference: { value: 0, label: 'true' },
        rows,
      },
      table: null,
      workload: '',
      isTableFolded: true,
    },
  ];
}

function errorFinding(judged: readonly CalibrationEntry[]): string {
  const within = judged.filter((entry) => isWithinTolerance(entry) === true).length;
  return `${within} of ${formatCount(judged.length, 'error')} within ${judged.length === 1 ? 'its tolerance' : 'their tolerances'}.`;
}

function errorMark(context: Context, { environmentId, error, tolerance = 1, unit }: CalibrationEntry) {
  const scale = chooseScale(unit, error);
  return {
    slot: findEnvironment(context, environmentId)?.slot ?? 0,
    value: error.estimate / tolerance,
    low: error.low === undefined ? null : error.low / tolerance,
    high: error.high === undefined ? null : error.high / tolerance,
    spread: 'interval' as const,
    text: `${environmentName(context, environmentId)}: ${formatSigned(scale, error)}, tolerance ±${formatAlone(unit, tolerance)}`,
  };
}

const OVERHEAD_SOURCES = { sampling: 'samplers', supervision: 'supervisor, cgroup and chroot' } as const;

function overheadTable(context: Context, costs: readonly OwnCost[]): Table {
  const columns = [
    text('Environment'),
    text('Workload'),
    text('Source'),
    number('Slowdown'),
    number('Interval'),
    number('Upper bound'),
    number('Samplers’ CPU'),
    number('n'),
  ];
  const rows = costs.map(({ environmentId, workloadId, what, slowdown, samplerCpuRatio, n }) => {
    const percent = pickScale('ratio', []);
    return {
      slot: findEnvironment(context, environmentId)?.slot ?? null,
      header: environmentName(context, environmentId),
      cells: [
        workloadTitle(context, workloadId),
        OVERHEAD_SOURCES[what],
        withUnit(signed(percent, slowdown.estimate), percent),
        signedLimits(percent, slowdown) || NO_INTERVAL,
        slowdown.high === undefined ? '–' : withUnit(signed(percent, slowdown.high), percent),
        samplerCpuRatio === undefined ? '–' : `${formatPercent(samplerCpuRatio)} of a core`,
        `${n}`,
      ],
    };
  });
  return table('Measurement overhead', columns, rows);
}

function selfTable(context: Context, comparisons: readonly SelfComparison[]): Table {
  const columns = [
    text('Environment'),
    text('Metric'),
    text('Workload'),
    number('Ratio'),
    number('Interval'),
    number('n'),
    text('Verdict'),
  ];
  const rows = comparisons.map(({ environmentId, metricId, workloadId, ratio, n, verdict }) => {
    const metric = findMetric(context, metricId);
    return {
      slot: findEnvironment(context, environmentId)?.slot ?? null,
      header: environmentName(context, environmentId),
      cells: [
        metric === undefined ? printable(metricId) : metricTitle(metric),
        workloadId === undefined ? 'all' : workloadTitle(context, workloadId),
        ratio === undefined ? '–' : formatRatio(ratio.estimate),
        ratio?.low === undefined || ratio.high === undefined ? NO_INTERVAL : ratioRange(ratio.low, ratio.high),
        `${n}`,
        `${formatVerdict(verdict.status)}: ${printable(verdict.because)}`,
      ],
    };
  });
  return table('A/A comparisons', columns, rows);
}
