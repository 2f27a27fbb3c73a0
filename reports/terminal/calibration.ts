/** What `twinbench calibrate` prints: how far off each figure is, measurement overhead, A/A comparisons. */
import {
  type Calibration,
  type CalibrationEntry,
  isWithinTolerance,
  type OwnCost,
  type SelfComparison,
  type Unit,
} from '../../bench/contract/calibration.js';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { chooseScale, formatSigned } from '../view-model/estimates.js';
import { formatNumber, formatRatio, pickScale, withUnit } from '../view-model/quantity.js';
import { formatSize, printable } from '../view-model/text.js';
import { formatVerdict, ratioRange } from '../view-model/wording.js';
import { alignRows, type Column, wrapped } from './layout.js';
import { ordinarySpaces } from './spaces.js';

/** `width` in columns. Ends without a newline; empty when the document has no calibration. */
export function renderCalibration({ calibration, environments }: ResultsDocument, { width }: { readonly width: number }): string {
  if (calibration === undefined) return '';
  const names = environments.map(({ id }) => id);
  return ordinarySpaces(
    [
      wrapped(heading(calibration), width),
      entryRows(calibration, names, width),
      overheadRows(calibration.ownCost, width),
      selfRows(calibration.selfComparisons, width),
    ]
      .filter((block) => block !== '')
      .join('\n\n'),
  );
}

function heading({ accelerator, entries }: Calibration): string {
  const emulated = accelerator === 'tcg' ? ' The VM was emulated (tcg): its errors say nothing about a VM on KVM.' : '';
  const sizes = entries.length === 0 ? '' : `, ${formatSize(entries.map(({ n }) => n))}`;
  return `Measured minus true, with its interval in brackets${sizes}. A dash: no tolerance is claimed.${emulated}`;
}

const ENTRY_COLUMNS = makeColumns('quantity, where', 'true', 'measured', 'error', 'tolerance', '');

/** The environments under each quantity. */
function entryRows({ entries }: Calibration, environmentIds: readonly string[], width: number): string {
  const ordered = titlesInOrder(entries, environmentIds).flatMap((title) => {
    const own = entries.filter((entry) => entry.title === title);
    return own.toSorted((a, b) => environmentIds.indexOf(a.environmentId) - environmentIds.indexOf(b.environmentId));
  });
  const [head = '', ...lines] = alignRows(ENTRY_COLUMNS, ordered.map(entryCells), width);
  const rows = ordered.flatMap(({ title }, index) => {
    const isFirst = ordered[index - 1]?.title !== title;
    return [...(isFirst ? [wrapped(printable(title), width)] : []), lines[index] ?? ''];
  });
  return [...(head === '' ? [] : [head]), ...rows].join('\n');
}

/** As the environment with the most quantities has them, then what only others have. */
function titlesInOrder(entries: readonly CalibrationEntry[], environmentIds: readonly string[]): string[] {
  const titlesOf = (id: string) => entries.filter(({ environmentId }) => environmentId === id).map(({ title }) => title);
  const lists = environmentIds.map(titlesOf).sort((a, b) => b.length - a.length);
  return [...new Set(lists.flat())];
}

function entryCells(entry: CalibrationEntry): string[] {
  const { environmentId, unit, trueValue, measured, error, tolerance } = entry;
  return [
    `  ${printable(environmentId)}`,
    amount(unit, trueValue),
    amount(unit, measured),
    formatSigned(chooseScale(unit, error), error),
    tolerance === undefined ? '–' : `±${amount(unit, tolerance)}`,
    judgement(entry),
  ];
}

/** Where nothing is claimed, whether the interval holds the truth. */
function judgement(entry: CalibrationEntry): string {
  const isWithin = isWithinTolerance(entry);
  if (isWithin !== undefined) return isWithin ? 'ok' : 'OFF';
  const { low, high } = entry.error;
  return low !== undefined && high !== undefined && low <= 0 && high >= 0 ? 'covered' : '';
}

function amount(unit: Unit, value: number): string {
  const scale = pickScale(unit, [value]);
  return withUnit(formatNumber(value / scale.factor), scale);
}

const OVERHEAD_COLUMNS = makeColumns('measurement overhead', 'slowdown', 'sampler CPU', 'n');

function overheadRows(costs: readonly OwnCost[], width: number): string {
  if (costs.length === 0) return '';
  const rows = costs.map(({ what, environmentId, slowdown, samplerCpuRatio, n }) => [
    `${what === 'sampling' ? 'samplers' : 'supervisor'}, ${printable(environmentId)}`,
    formatSigned(chooseScale('ratio', slowdown), slowdown),
    samplerCpuRatio === undefined ? '–' : `${amount('ratio', samplerCpuRatio)} of a core`,
    String(n),
  ]);
  return alignRows(OVERHEAD_COLUMNS, rows, width).join('\n');
}

const SELF_COLUMNS = makeColumns('A/A comparison', 'ratio', 'interval', 'n', 'verdict');

function selfRows(comparisons: readonly SelfComparison[], width: number): string {
  if (comparisons.length === 0) return '';
  const rows = comparisons.map(({ metricId, environmentId, workloadId, ratio, n, verdict }) => [
    printable([metricId, environmentId, ...(workloadId === undefined ? [] : [workloadId])].join('/')),
    ratio === undefined ? '–' : formatRatio(ratio.estimate),
    ratio?.low === undefined || ratio.high === undefined ? 'needs n ≥ 6' : ratioRange(ratio.low, ratio.high),
    String(n),
    formatVerdict(verdict.status),
  ]);
  return alignRows(SELF_COLUMNS, rows, width).join('\n');
}

/** Figures stand at the right. */
function makeColumns(first: string, ...others: readonly string[]): Column[] {
  return [{ title: first, side: 'left' }, ...others.map((title): Column => ({ title, side: 'right' }))];
}
