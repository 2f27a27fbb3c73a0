/** Why a decision is what it is: the same words for two environments and for two revisions. */
import { formatPercentage, formatRounded } from '../contract/figure-text.js';
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
  const more = needed === undefined || needed <= n ? '' : `; ${explainNeeded(needed, target)}`;
  const limit = detectable === undefined ? '' : ` Minimum detectable change: ${detectable} at n = ${n}${more}.`;
  return `neither a difference nor equivalence is shown.${limit}`;
}

/** Beyond so many nobody would measure on. */
const MOST_NEEDED = 2_000;

function explainNeeded(needed: number, target: string): string {
  return needed > MOST_NEEDED ? `this host is too noisy to show ${target}` : `${target} needs about n = ${formatRounded(needed)}`;
}

/** Why nothing is claimed of figures that hold contaminated blocks. */
export const CONTAMINATED =
  'Too many blocks are contaminated to leave them out: what disturbed the host may have made the difference.';
