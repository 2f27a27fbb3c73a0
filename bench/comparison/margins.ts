/** What a difference must exceed, and what equivalence must stay within; and the error that calibration found of a metric on this host. */
import type { CalibrationEntry } from '../contract/calibration.js';

/** Differences within 5 % either way are called equivalent: the usual target effect of performance gates, here a convention. */
export const TARGET_EFFECT = 0.05;

/** On the scale of the evidence: logarithms, or the unit. */
export interface Margins {
  readonly noiseFloor: number;
  readonly target: number;
}

/** Of ratios, from relative margins. */
export function makeMargins(noiseFloor: number, target: number): Margins {
  return { noiseFloor: Math.log1p(noiseFloor), target: Math.log1p(target) };
}

/** Metrics that read the same source as a calibrated one, and so are off by the same share. */
const SAME_SOURCE: Readonly<Record<string, string>> = {
  'time-to-program': 'boot-time',
  'memory-idle': 'memory-peak',
  'cpu-per-operation': 'cpu-time',
};

/** What was measured of nothing says how large the path's own figure is, not by how much another is off. */
export function findErrors(
  entries: readonly CalibrationEntry[],
  metricId: string,
  environmentIds: readonly string[],
): CalibrationEntry[] {
  const calibrated = SAME_SOURCE[metricId] ?? metricId;
  return entries.filter(
    (entry) => entry.trueValue > 0 && entry.metricId === calibrated && environmentIds.includes(entry.environmentId),
  );
}

/** In the unit. The interval's ends say how well the error itself is known, which more repetitions narrow; the estimate is what is off. */
export function computeError({ error }: Pick<CalibrationEntry, 'error'>): number {
  return Math.abs(error.estimate);
}

export function computeRelativeError(entry: CalibrationEntry): number {
  return computeError(entry) / entry.trueValue;
}
