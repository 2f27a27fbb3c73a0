/** Ratios of paired values, to as many digits as so many pairs support. */
import { formatNumber } from './quantity.js';

/** Below so many pairs there is no interval, and a ratio has two digits. */
export const FEWEST_FOR_INTERVAL = 6;

/** `1.06 times`; below six pairs `about 1.1 times`. */
export function formatPairedRatio(ratio: number, pairs: number): string {
  return pairs < FEWEST_FOR_INTERVAL
    ? `about ${formatPairedNumber(ratio, pairs)} times`
    : `${formatPairedNumber(ratio, pairs)} times`;
}

/** `1.06`, `1.1`, `1,500`. */
export function formatPairedNumber(ratio: number, pairs: number): string {
  if (pairs >= FEWEST_FOR_INTERVAL || ratio === 0) return formatNumber(ratio);
  return formatNumber(Number(ratio.toPrecision(2)), 2);
}
