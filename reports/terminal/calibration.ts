/** What `twinbench calibrate` prints: how far off each figure is, measurement overhead, A/A comparisons. */
import CliTable from 'cli-table3';
import {
  type Calibration,
  type CalibrationEntry,
  type Estimate,
  isWithinTolerance,
  type OwnCost,
  type SelfComparison,
  type Unit,
} from '../../bench/contract/calibration.js';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { formatNumber, formatRatio, pickScale, withUnit } from '../view-model/quantity.js';
import { formatLevel, formatVerdict, ratioRange } from '../view-model/wording.js';
import { ordinarySpaces } from './spaces.js';

/** Ends without a newline; empty when the document has no calibration. */
export function renderCalibration({ calibration, environments }: ResultsDocument): string {
  if (calibration === undefined) return '';
  const names = environments.map(({ id }) => id);
  return ordinarySpaces(
    [
      heading(calibration),
      entryTable(calibration, names),
      overheadTable(calibration.ownCost),
      selfTable(calibration.selfComparisons),
    ]
      .filter((block) => block !== '')
      .join('\n\n'),
  );
}

function heading({ accelerator }: Calibration): string {
  const emulated = accelerator === 'tcg' ? ' The VM was emulated (tcg): its errors say nothing about a VM on KVM.' : '';
  return `Measured minus true, with its interval. A dash: no tolerance is claimed.${emulated}`;
}

/** Quantity by quantity, one environment below another. */
function entryTable({ entries }: Calibration, environmentIds: readonly string[]): string {
  const table = makeTable('quantity', 'where', 'true', 'measured', 'error', 'interval', 'tolerance', 'n', '');
  const titles = titlesInOrder(entries, environmentIds);
  for (const title of titles) {
    const own = entries.filter((entry) => entry.title === title);
    const ordered = [...own].sort((a, b) => environmentIds.indexOf(a.environmentId) - environmentIds.indexOf(b.environmentId));
    for (const [index, entry] of ordered.entries()) table.push(entryRow(entry, index === 0 ? title : ''));
  }
  return table.toString();
}

/** As the environment with the most quantities has them, then what only others have. */
function titlesInOrder(entries: readonly CalibrationEntry[], environmentIds: readonly string[]): string[] {
  const titlesOf = (id: string) => entries.filter(({ environmentId }) => environmentId === id).map(({ title }) => title);
  const lists = environmentIds.map(titlesOf).sort((a, b) => b.length - a.length);
  return [...new Set(lists.flat())];
}

function entryRow(entry: CalibrationEntry, title: string): string[] {
  const { environmentId, unit, trueValue, measured, error, tolerance, n } = entry;
  return [
    title,
    environmentId,
    amount(unit, trueValue),
    amount(unit, measured),
    signed(unit, error.estimate),
    formatInterval(unit, error),
    tolerance === undefined ? '–' : `±${amount(unit, tolerance)}`,
    String(n),
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

function signed(unit: Unit, value: number): string {
  return value > 0 ? `+${amount(unit, value)}` : amount(unit, value);
}

function formatInterval(unit: Unit, { low, high, level }: Estimate): string {
  if (low === undefined || high === undefined) return 'needs n ≥ 6';
  const scale = pickScale(unit, [low, high]);
  const range = `${formatNumber(low / scale.factor)} to ${formatNumber(high / scale.factor)}`;
  return `${withUnit(range, scale)} (${formatLevel(level ?? 0)})`;
}

function overheadTable(costs: readonly OwnCost[]): string {
  if (costs.length === 0) return '';
  const table = makeTable('measurement overhead', 'where', 'slowdown', 'interval', 'sampler CPU', 'n');
  for (const { what, environmentId, slowdown, samplerCpuRatio, n } of costs) {
    table.push([
      what === 'sampling' ? 'samplers' : 'supervisor',
      environmentId,
      signed('ratio', slowdown.estimate),
      formatInterval('ratio', slowdown),
      samplerCpuRatio === undefined ? '–' : `${amount('ratio', samplerCpuRatio)} of a core`,
      String(n),
    ]);
  }
  return table.toString();
}

function selfTable(comparisons: readonly SelfComparison[]): string {
  if (comparisons.length === 0) return '';
  const table = makeTable('A/A comparison', 'where', 'workload', 'ratio', 'interval', 'n', 'verdict');
  for (const { metricId, environmentId, workloadId, ratio, n, verdict } of comparisons) {
    const range = ratio?.low === undefined || ratio.high === undefined ? 'needs n ≥ 6' : ratioRange(ratio.low, ratio.high);
    table.push([
      metricId,
      environmentId,
      workloadId ?? '',
      ratio === undefined ? '–' : formatRatio(ratio.estimate),
      range,
      String(n),
      formatVerdict(verdict.status),
    ]);
  }
  return table.toString();
}

function makeTable(...head: string[]): InstanceType<typeof CliTable> {
  return new CliTable({ head, style: { head: [], border: [], compact: true } });
}
