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

export function explainOwnError(entry: CalibrationEntry, difference: number): string {
  const error =
    entry.scale === 'absolute' ? formatInUnit(computeError(entry), entry) : formatPercentage(computeRelativeError(entry));
  return `The difference of ${formatInUnit(Math.abs(difference), entry)} is smaller than its own error: calibration found ${entry.metricId} of ${entry.environmentId} off by ${error} (${entry.quantity}).`;
}

type Scale = readonly [size: number, symbol: string];

/** The largest first; a unit without smaller ones has one. */
const SCALES: Readonly<Record<CalibrationEntry['unit'], readonly [Scale, ...Scale[]]>> = {
  second: [
    [1, ' s'],
    [1e-3, ' ms'],
    [1e-6, ' µs'],
  ],
  byte: [
    [2 ** 20, ' MiB'],
    [2 ** 10, ' KiB'],
    [1, ' bytes'],
  ],
  'operation-per-second': [[1, ' operations a second']],
  'second-per-operation': [
    [1, ' s per operation'],
    [1e-3, ' ms per operation'],
    [1e-6, ' µs per operation'],
  ],
  ratio: [[1, '']],
  count: [[1, '']],
};

function formatInUnit(value: number, { unit }: Pick<CalibrationEntry, 'unit'>): string {
  const scales = SCALES[unit];
  const [size, symbol] = scales.find(([least]) => value >= least) ?? scales.at(-1) ?? scales[0];
  return `${Number((value / size).toPrecision(3))}${symbol}`;
}
