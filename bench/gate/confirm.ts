/** A flag counts once a second, independent comparison shows the same: 5 % one-sided, same direction, beyond the same noise floor. */

import { turn } from '../comparison/evidence.js';
import type { Cell } from '../comparison/figures.js';
import type { Confirmation } from '../contract/verdict.js';
import { compareFigures } from './compare-figures.js';
import type { JudgedCell } from './judge-cells.js';

const CONFIRMATION_ALPHA = 0.05;

/** @param cell the same subject in what was measured anew; undefined where it has none */
export function confirm({ settings, margins, design, past }: JudgedCell, cell: Cell | undefined): Confirmation {
  const alpha = CONFIRMATION_ALPHA;
  const runIds = cell?.candidate.map(({ runId }) => runId) ?? [];
  const failed = (because: string) => ({ runIds, confirmed: false, alpha, because });
  if (!cell || cell.baseline.length === 0 || cell.candidate.length === 0)
    return failed('The second measurement has no values of it.');
  const compared = compareFigures(cell, settings.scale, design, past);
  if ('incomparable' in compared) return failed(compared.incomparable.because);
  const { evidence } = compared;
  const p = evidence.above(margins.noiseFloor);
  const turned = turn(evidence.estimate, cell.definition);
  const effect = settings.scale === 'difference' ? turned : Math.expm1(turned);
  const confirmed = p <= alpha;
  const because = confirmed
    ? `An independent run is worse beyond the noise floor, too (p ≤ ${alpha}).`
    : `An independent run is not worse beyond the noise floor (p = ${Number(p.toPrecision(2))} > ${alpha}).`;
  return { runIds, confirmed, alpha, p, effect, because };
}
