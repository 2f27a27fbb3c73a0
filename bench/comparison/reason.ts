/** Why a decision is what it is: the same words for two environments and for two revisions. */
import type { Decision } from './decide.js';

export interface Reason {
  readonly n: number;
  /** Below which nothing is decided. */
  readonly fewest: number;
  /** With their unit. */
  readonly noiseFloor: string;
  readonly target: string;
  /** Absent where n is too small for the level, or where a reader has it elsewhere. */
  readonly detectable?: string | undefined;
  /** The n that the target needs, where that is known. */
  readonly needed?: number | undefined;
}

export function explain(
  { status, alpha }: Pick<Decision, 'status' | 'alpha'>,
  { n, fewest, noiseFloor, target, detectable, needed }: Reason,
): string {
  if (status === 'worse' || status === 'better') return `beyond the noise floor of ${noiseFloor}.`;
  if (status === 'equivalent') return `within ${target} either way.`;
  if (n < fewest) return `too few to decide at ${formatPercentage(alpha)}, which needs ${fewest}.`;
  const more = needed === undefined || needed <= n ? '' : `; ${target} needs about n = ${needed}`;
  const limit = detectable === undefined ? '' : ` Minimum detectable change: ${detectable} at n = ${n}${more}.`;
  return `neither a difference nor equivalence is shown.${limit}`;
}

/** Why nothing is claimed of figures that hold contaminated blocks. */
export const CONTAMINATED =
  'Too many blocks are contaminated to leave them out: other programs or the hypervisor may have made the difference.';

export function formatPercentage(share: number, digits = 3): string {
  return `${Number((share * 100).toPrecision(digits))} %`;
}
