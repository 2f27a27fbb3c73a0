/** A flag counts once a second, independent comparison shows the same: 5 % one-sided, same direction, beyond the same noise floor. */

import { percent } from '../comparison/verdict.js';
import type { Confirmation } from '../contract/verdict.js';
import { compareFigures } from './compare-figures.js';
import type { Cell } from './figures.js';
import type { JudgedCell } from './judge-cells.js';

export const CONFIRMATION_ALPHA = 0.05;

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
  const effect =
    settings.scale === 'difference' ? turnBack(evidence.estimate, cell) : Math.expm1(turnBack(evidence.estimate, cell));
  const confirmed = p <= alpha;
  const because = confirmed
    ? `Measured again, it is worse again, at ${percent(alpha)}.`
    : `Measured again, it is not worse beyond the noise floor at ${percent(alpha)} (p = ${Number(p.toPrecision(2))}).`;
  return { runIds, confirmed, alpha, p, effect, because };
}

function turnBack(value: number, { definition }: Cell): number {
  return definition.direction === 'higher-is-better' ? -value : value;
}
