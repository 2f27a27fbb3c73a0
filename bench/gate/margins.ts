/** What a change must exceed: the policy's margins, and the error that calibration found of this metric on this host. */

import type { EnvironmentPair } from '../comparison/figures.js';
import { computeError, computeRelativeError, findErrors, type Margins, makeMargins } from '../comparison/margins.js';
import type { Calibration } from '../contract/calibration.js';
import type { Settings } from './rules.js';

export interface AbsoluteMargin {
  /** In the unit. */
  readonly value: number;
  readonly from: 'policy' | 'calibration';
}

/** Undefined where neither says anything. `level`: the baseline's, to which an error in shares applies. */
export function findAbsoluteMargin(
  { minimumAbsolute }: Settings,
  { metricId, pair }: { readonly metricId: string; readonly pair: EnvironmentPair },
  calibrations: readonly Calibration[],
  level: number,
): AbsoluteMargin | undefined {
  if (minimumAbsolute !== undefined) return { value: minimumAbsolute, from: 'policy' };
  const entries = calibrations.flatMap((one) => one.entries);
  const errors = findErrors(entries, metricId, [pair.id, pair.baseline, pair.candidate]).map((entry) =>
    entry.scale === 'absolute' ? computeError(entry) : computeRelativeError(entry) * Math.abs(level),
  );
  return errors.length === 0 ? undefined : { value: Math.max(...errors), from: 'calibration' };
}

/** On the scale that evidence is on. A difference in the unit has no relative margins: its floor is the absolute one. */
export function findMargins(settings: Settings, absolute: AbsoluteMargin | undefined): Margins {
  if (settings.scale !== 'difference') return makeMargins(settings.noiseFloor, settings.target);
  return { noiseFloor: absolute?.value ?? 0, target: settings.targetAbsolute ?? Number.POSITIVE_INFINITY };
}
