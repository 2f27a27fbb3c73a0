/** What `twinbench calibrate` prints: how far off each figure is, what watching costs, and environments against themselves. */
import CliTable from 'cli-table3';
import type { Calibration, CalibrationEntry, Estimate, OwnCost, SelfComparison, Unit } from '../../bench/contract/calibration.js';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { formatNumber, formatRatio, pickScale, withUnit } from '../view-model/quantity.js';
import { formatLevel, ratioRange } from '../view-model/wording.js';
import { ordinarySpaces } from './spaces.js';

/** Ends without a newline; empty when the document has no calibration. */
export function renderCalibration({ calibration, environments }: ResultsDocument): string {
  if (calibration === undefined) return '';
  const names = environments.map(({ id }) => id);
  return ordinarySpaces(
    [heading(calibration), entryTable(calibration, names), costTable(calibration.ownCost), selfTable(calibration.selfComparisons)]
      .filter((block) => block !== '')
      .join('\n\n'),
  );
}

function heading({ accelerator }: Calibration): string {
  const emulated = accelerator === 'tcg' ? ' The VM was emulated (tcg): its errors say nothing about a VM on KVM.' : '';
  return `Measured minus true, with its interval. "Allowed" is what Twinbench claims; a dash where it claims nothing.${emulated}`;
}

/** Quantity by quantity, the environments below each other. */
function entryTable({ entries }: Calibration, environmentIds: readonly string[]): string {
  const table = makeTable('quantity', 'where', 'true', 'measured', 'off by', 'interval', 'allowed', 'n', '');
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
function judgement({ error, tolerance }: CalibrationEntry): string {
  if (tolerance !== undefined) return Math.abs(error.estimate) <= tolerance ? 'ok' : 'OFF';
  const { low, high } = error;
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
  if (low === undefined || high === undefined) return 'needs n = 6';
  const scale = pickScale(unit, [low, high]);
  const range = `${formatNumber(low / scale.factor)} to ${formatNumber(high / scale.factor)}`;
  return `${withUnit(range, scale)} (${formatLevel(level ?? 0)})`;
}

function costTable(costs: readonly OwnCost[]): string {
  if (costs.length === 0) return '';
  const table = makeTable('own cost', 'where', 'workload slower by', 'interval', 'sampler CPU', 'n');
  for (const { what, environmentId, slowdown, samplerCpuRatio, n } of costs) {
    table.push([
      what === 'sampling' ? 'samplers on, not off' : 'supervised, not plain',
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
  const table = makeTable('against itself', 'where', 'workload', 'ratio', 'interval', 'n', 'verdict');
  for (const { metricId, environmentId, workloadId, ratio, n, verdict } of comparisons) {
    const range = ratio?.low === undefined || ratio.high === undefined ? 'needs n = 6' : ratioRange(ratio.low, ratio.high);
    table.push([
      metricId,
      environmentId,
      workloadId ?? '',
      ratio === undefined ? '–' : formatRatio(ratio.estimate),
      range,
      String(n),
      verdict.status,
    ]);
  }
  return table.toString();
}

function makeTable(...head: string[]): InstanceType<typeof CliTable> {
  return new CliTable({ head, style: { head: [], border: [], compact: true } });
}
