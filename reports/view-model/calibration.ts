/** How far off the figures are: known quantities measured by the same path, what watching costs, an environment against itself. */
import type { CalibrationEntry, OwnCost, SelfComparison } from '../../bench/contract/calibration.js';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { signedAxis } from './axis.js';
import { type Context, environmentName, findEnvironment, findMetric, metricTitle, workloadTitle } from './context.js';
import { chooseScale, formatEstimate, formatPercent, formatSigned, signed, signedLimits } from './estimates.js';
import { environmentsIn, isFilled, tableGroup } from './groups.js';
import { formatTime } from './header.js';
import type { Figure, FigureGroup, Section, Table } from './model.js';
import { formatAlone, formatRatio, pickScale, withUnit } from './quantity.js';
import { number, table, text } from './table.js';
import { formatSize, printable, shorten } from './text.js';
import { ratioRange } from './wording.js';

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
    'Known quantities, measured by the very path that measures users’ work. ' +
    `Measured ${formatTime(measuredAt)} on the host with fingerprint ${printable(fingerprint)}, ${vm} (run ${shorten(printable(runId), 60)}).${other}`
  );
}

function groupFigures(context: Context, { entries, ownCost, selfComparisons }: Calibration): FigureGroup[] {
  const errors = errorFigure(context, entries);
  return [
    tableGroup('', '', errors, entries.length === 0 ? [] : [errorTable(context, entries)]),
    tableGroup(
      'What watching costs',
      'The same work with and without, interleaved. The upper bound is the upper limit of the interval.',
      [],
      ownCost.length === 0 ? [] : [ownCostTable(context, ownCost)],
    ),
    tableGroup(
      'Each environment compared with itself',
      'Both sides are the same; a difference found here is a false alarm.',
      [],
      selfComparisons.length === 0 ? [] : [selfTable(context, selfComparisons)],
    ),
  ].filter(isFilled);
}

/** Whether |error| is at most its tolerance, and whether its interval is too. */
export function formatTolerance({ error, tolerance }: CalibrationEntry): string {
  if (tolerance === undefined) return 'none claimed';
  if (Math.abs(error.estimate) > tolerance) return 'no, larger than claimed';
  const reach = Math.max(Math.abs(error.low ?? error.estimate), Math.abs(error.high ?? error.estimate));
  return reach > tolerance ? 'yes, interval reaches beyond' : 'yes';
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
    text('Speaks for'),
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
      signedLimits(scale, error) || 'point only',
      tolerance === undefined ? '–' : `±${formatEstimate(unit, { estimate: tolerance })}`,
      formatTolerance(entry),
      trueValue === 0 ? '0' : formatAlone(unit, trueValue),
      measured === 0 ? '0' : formatAlone(unit, measured),
      `${n}`,
      metric === undefined ? printable(metricId) : metricTitle(metric),
    ],
  };
}

/** Errors of all units side by side, as shares of what is tolerated. */
function errorFigure(context: Context, entries: readonly CalibrationEntry[]): Figure[] {
  const judged = entries.filter(({ tolerance }) => tolerance !== undefined && tolerance > 0);
  if (judged.length === 0) return [];
  const quantities = [...new Set(judged.map(({ quantity }) => quantity))];
  const rows = quantities.map((quantity) => {
    const own = judged.filter((entry) => entry.quantity === quantity);
    return {
      label: shorten(printable(own[0]?.title ?? quantity), MAX_LABEL_LENGTH),
      marks: own.map((entry) => errorMark(context, entry)),
    };
  });
  const shown = environmentsIn(context, judged);
  const reach = rows.flatMap(({ marks }) => marks.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]));
  return [
    {
      id: 'calibration-errors',
      title: 'Errors, as shares of what is tolerated',
      caption: `Right of 0: measured too large. Beyond ±1 an error is larger than is claimed. Bars are intervals; ${formatSize(judged.map(({ n }) => n))}.`,
      description: `Errors of ${quantities.length} known quantities in ${shown.length} environments, divided by their tolerances; the table holds them.`,
      legend: shown,
      chart: {
        kind: 'dots',
        axis: signedAxis('error ÷ tolerance', [...reach, -1, 1]),
        reference: { value: 0, label: 'true' },
        rows,
      },
      table: null,
      isTableFolded: true,
    },
  ];
}

function errorMark(context: Context, { environmentId, error, tolerance = 1, unit }: CalibrationEntry) {
  const scale = chooseScale(unit, error);
  return {
    slot: findEnvironment(context, environmentId)?.slot ?? 0,
    value: error.estimate / tolerance,
    low: error.low === undefined ? null : error.low / tolerance,
    high: error.high === undefined ? null : error.high / tolerance,
    text: `${environmentName(context, environmentId)}: ${formatSigned(scale, error)}, tolerated ±${formatAlone(unit, tolerance)}`,
  };
}

const WATCHING_WORDS = { sampling: 'samplers', supervision: 'supervisor, cgroup and chroot' } as const;

function ownCostTable(context: Context, costs: readonly OwnCost[]): Table {
  const columns = [
    text('Environment'),
    text('Workload'),
    text('What'),
    number('Slow-down'),
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
        WATCHING_WORDS[what],
        withUnit(signed(percent, slowdown.estimate), percent),
        signedLimits(percent, slowdown) || 'point only',
        slowdown.high === undefined ? '–' : withUnit(signed(percent, slowdown.high), percent),
        samplerCpuRatio === undefined ? '–' : `${formatPercent(samplerCpuRatio)} of a core`,
        `${n}`,
      ],
    };
  });
  return table('Own cost', columns, rows);
}

function selfTable(context: Context, comparisons: readonly SelfComparison[]): Table {
  const columns = [
    text('Environment'),
    text('Metric'),
    text('Workload'),
    number('Quotient'),
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
        ratio?.low === undefined || ratio.high === undefined ? 'point only' : ratioRange(ratio.low, ratio.high),
        `${n}`,
        `${printable(verdict.status)}: ${printable(verdict.because)}`,
      ],
    };
  });
  return table('Comparisons of an environment with itself', columns, rows);
}
