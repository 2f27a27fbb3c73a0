/** A difference that is smaller than the error that calibration found of its metric shows nothing. */
import { computeError, computeRelativeError, findErrors } from '../comparison/margins.js';
import type { Calibration, CalibrationEntry } from '../contract/calibration.js';
import type { Comparison } from '../contract/document.js';
import { formatPercentage } from '../contract/figure-text.js';

/** The entry of this metric in one of these environments with the largest error, when that exceeds the difference. */
export function findOwnError(
  calibration: Calibration | undefined,
  metricId: string,
  environmentIds: readonly string[],
  { difference, ratio }: Pick<Comparison, 'ratio' | 'difference'>,
): CalibrationEntry | undefined {
  if (!difference || !calibration) return undefined;
  const isBelow = (entry: CalibrationEntry) =>
    entry.scale === 'absolute'
      ? Math.abs(difference.estimate) < computeError(entry)
      : ratio !== undefined && Math.abs(ratio.estimate - 1) < computeRelativeError(entry);
  const errors = findErrors(calibration.entries, metricId, environmentIds);
  return errors.toSorted((a, b) => computeError(b) - computeError(a)).find(isBelow);
}

export function explainOwnError(entry: CalibrationEntry, metricId: string, difference: number): string {
  const error =
    entry.scale === 'absolute' ? formatInUnit(computeError(entry), entry) : formatPercentage(computeRelativeError(entry));
  return `The difference of ${formatInUnit(Math.abs(difference), entry)} is smaller than its own error: calibration found ${metricId} of ${entry.environmentId} off by ${error} (${entry.quantity}).`;
}

const SYMBOLS: Readonly<Record<CalibrationEntry['unit'], string>> = {
  second: ' s',
  byte: ' bytes',
  'operation-per-second': ' operations a second',
  'second-per-operation': ' s per operation',
  ratio: '',
  count: '',
};

function formatInUnit(value: number, { unit }: Pick<CalibrationEntry, 'unit'>): string {
  return `${String(unit === 'byte' ? Math.round(value) : Number(value.toPrecision(3)))}${SYMBOLS[unit]}`;
}
