/** What outweighs the interval of a comparison: contaminated blocks in it, and an error of measuring that is larger than the difference. */
import type { Calibration, CalibrationEntry } from '../contract/calibration.js';
import type { Comparison } from '../contract/document.js';

/** The last word on a comparison: a verdict that claims something becomes `inconclusive` where a figure cannot bear it. */
export function overrule(comparison: Comparison, calibration: Calibration | undefined): Comparison {
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

function ownError({ environmentId, quantity, ...entry }: CalibrationEntry, { metricId, difference }: Comparison): string {
  const size = inUnit(Math.abs(difference?.estimate ?? 0), entry);
  return `The difference of ${size} is smaller than its own error: calibration found ${metricId} of ${environmentId} off by up to ${inUnit(largestError(entry), entry)} (${quantity}).`;
}

/** The entry of this metric in one of the two environments with the largest error, when that exceeds the difference. */
function entryAbove(
  { metricId, difference, baseline, candidate }: Comparison,
  calibration: Calibration | undefined,
): CalibrationEntry | undefined {
  if (!difference || !calibration) return undefined;
  const sides = [baseline.environmentId, candidate.environmentId];
  const own = calibration.entries.filter((entry) => entry.metricId === metricId && sides.includes(entry.environmentId));
  const largest = own.toSorted((a, b) => largestError(b) - largestError(a))[0];
  return largest && Math.abs(difference.estimate) < largestError(largest) ? largest : undefined;
}

/** The end of the error's interval that is farther from none. */
function largestError({ error }: Pick<CalibrationEntry, 'error'>): number {
  return Math.max(...[error.estimate, error.low ?? 0, error.high ?? 0].map(Math.abs));
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
