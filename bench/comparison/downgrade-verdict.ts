/** What outweighs the interval of a comparison: contaminated blocks in it, and an error of measuring that is larger than the difference. */
import type { Calibration, CalibrationEntry } from '../contract/calibration.js';
import type { Comparison } from '../contract/document.js';

/** The last word on a comparison: a verdict that claims something becomes `inconclusive` where a figure cannot bear it. */
export function downgradeVerdict(comparison: Comparison, calibration: Calibration | undefined): Comparison {
  const entry = entryAbove(comparison, calibration);
  const caveated: Comparison = entry ? { ...comparison, caveats: [...comparison.caveats, 'below-own-error'] } : comparison;
  if (comparison.caveats.includes('contaminated')) return inconclusive(caveated, CONTAMINATED);
  return entry ? inconclusive(caveated, ownError(entry, comparison)) : caveated;
}

const CONTAMINATED =
  'Too many blocks are contaminated to leave them out: other programs or the hypervisor may have made the difference.';

/** What cannot be compared stays so; a reason to claim nothing stays beside the new one. */
function inconclusive(comparison: Comparison, reason: string): Comparison {
  const { status, because } = comparison.verdict;
  if (status === 'not-comparable') return comparison;
  const emulated = comparison.caveats.includes('emulated') ? ' Emulated: no recommendation follows.' : '';
  const whole = status === 'inconclusive' ? `${because} ${reason}` : `${reason}${emulated}`;
  return { ...comparison, verdict: { ...comparison.verdict, status: 'inconclusive', because: whole } };
}

function ownError(entry: CalibrationEntry, { metricId, difference }: Comparison): string {
  const size = inUnit(Math.abs(difference?.estimate ?? 0), entry);
  return `The difference of ${size} is smaller than its own error: calibration found ${metricId} of ${entry.environmentId} off by ${formatCalibrationError(entry)} (${entry.quantity}).`;
}

/** The entry of this metric in one of the two environments with the largest error, when that exceeds the difference. */
function entryAbove(
  { metricId, difference, ratio, baseline, candidate }: Comparison,
  calibration: Calibration | undefined,
): CalibrationEntry | undefined {
  if (!difference || !calibration) return undefined;
  const sides = [baseline.environmentId, candidate.environmentId];
  const own = calibration.entries.filter((entry) => isErrorFor(entry, metricId) && sides.includes(entry.environmentId));
  const isBelow = (entry: CalibrationEntry) =>
    entry.scale === 'absolute'
      ? Math.abs(difference.estimate) < sizeOfError(entry)
      : ratio !== undefined && Math.abs(ratio.estimate - 1) < relativeError(entry);
  return own.toSorted((a, b) => sizeOfError(b) - sizeOfError(a)).find(isBelow);
}

/** Metrics that read the same source as a calibrated one, and so are off by the same share. */
const SAME_SOURCE: Readonly<Record<string, string>> = { 'memory-idle': 'memory-peak', 'cpu-per-operation': 'cpu-time' };

/** What was measured of nothing says how large the path's own figure is, not by how much another is off. */
export function isErrorFor(entry: CalibrationEntry, metricId: string): boolean {
  return entry.trueValue > 0 && entry.metricId === (SAME_SOURCE[metricId] ?? metricId);
}

export function relativeError(entry: CalibrationEntry): number {
  return sizeOfError(entry) / entry.trueValue;
}

function formatCalibrationError(entry: CalibrationEntry): string {
  if (entry.scale === 'absolute') return inUnit(sizeOfError(entry), entry);
  return `${Number(((sizeOfError(entry) / entry.trueValue) * 100).toPrecision(3))} %`;
}

/** The interval's ends say how well the error itself is known, which more repetitions narrow; the estimate is what is off. */
export function sizeOfError({ error }: Pick<CalibrationEntry, 'error'>): number {
  return Math.abs(error.estimate);
}

const SYMBOLS: Readonly<Record<CalibrationEntry['unit'], string>> = {
  second: ' s',
  byte: ' bytes',
  'operation-per-second': ' operations a second',
  'second-per-operation': ' s per operation',
  ratio: '',
  count: '',
};

function inUnit(value: number, { unit }: Pick<CalibrationEntry, 'unit'>): string {
  return `${String(unit === 'byte' ? Math.round(value) : Number(value.toPrecision(3)))}${SYMBOLS[unit]}`;
}
