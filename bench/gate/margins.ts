/** What a change must exceed: the policy's margins, and the error that calibration found of this metric on this host. */

import { isErrorFor, relativeError, sizeOfError } from '../comparison/downgrade-verdict.js';
import type { Calibration } from '../contract/calibration.js';
import type { GateMargins } from './decide.js';
import type { EnvironmentPair } from './figures.js';
import type { Settings } from './rules.js';

export interface AbsoluteMargin {
  /** In the unit. */
  readonly value: number;
  readonly from: 'policy' | 'calibration';
}

/** Undefined where neither says anything. `level`: the baseline's, to which an error in shares applies. */
export function absoluteMargin(
  { minimumAbsolute }: Settings,
  { metricId, arm }: { readonly metricId: string; readonly arm: EnvironmentPair },
  calibrations: readonly Calibration[],
  level: number,
): AbsoluteMargin | undefined {
  if (minimumAbsolute !== undefined) return { value: minimumAbsolute, from: 'policy' };
  const environments = new Set([arm.id, arm.baseline, arm.candidate]);
  const errors = calibrations
    .flatMap(({ entries }) => entries)
    .filter((entry) => isErrorFor(entry, metricId) && environments.has(entry.environmentId))
    .map((entry) => (entry.scale === 'absolute' ? sizeOfError(entry) : relativeError(entry) * Math.abs(level)));
  return errors.length === 0 ? undefined : { value: Math.max(...errors), from: 'calibration' };
}

/** On the scale that evidence is on. A difference in the unit has no relative margins: its floor is the absolute one. */
export function marginsFor(settings: Settings, absolute: AbsoluteMargin | undefined): GateMargins {
  if (settings.scale !== 'difference')
    return { noiseFloor: Math.log1p(settings.noiseFloor), target: Math.log1p(settings.target) };
  return { noiseFloor: absolute?.value ?? 0, target: settings.targetAbsolute ?? Number.POSITIVE_INFINITY };
}
