/** How far a figure may be from what was measured, so that a requirement inside that distance decides nothing. */
import type { Estimate } from '../../bench/contract/calibration.js';
import type { Summary } from '../../bench/contract/document.js';
import type { Spread } from './facts-model.js';

/**
 * Without an interval, a requirement is held to be met or missed only this far beyond every value seen: the median of three values lies outside
 * their range in one case of four, so that the range alone decides nothing.
 */
const FEW_FACTOR = 2;
/** Fewer values than these decide nothing at all. */
const MIN_VALUES = 3;
const ANYTHING = { low: 0, high: Number.MAX_VALUE } as const;

/** In seconds or bytes; what is beyond was not measured by anybody. */
const MIN_FIGURE = 1e-12;
const MAX_FIGURE = 1e18;

/** Of a time or a size. Null where there are no figures, or none that can be. */
export function makeSpread(summary: Summary | undefined): Spread | null {
  if (summary === undefined || !(summary.min >= MIN_FIGURE && summary.median >= summary.min && summary.max <= MAX_FIGURE))
    return null;
  const { median, interval, min, max } = summary;
  return withBounds(summary, interval, min / FEW_FACTOR, Math.max(max, median) * FEW_FACTOR);
}

/** Of a whole that may be over- and undershot. */
const MAX_SHARE = 100;

/** Of a share that is to be near 1: without an interval, what is missing to 1 may be twice as much, or half. */
export function makeShareSpread(summary: Summary | undefined): Spread | null {
  if (summary === undefined || !(summary.min >= -MAX_SHARE && summary.max <= MAX_SHARE)) return null;
  const [most, least] = [1 - summary.min, 1 - summary.max];
  const low = most > 0 ? most * FEW_FACTOR : most / FEW_FACTOR;
  const high = least > 0 ? least / FEW_FACTOR : least * FEW_FACTOR;
  return withBounds(summary, summary.interval, 1 - low, 1 - high);
}

function withBounds({ median, n, min, max }: Summary, interval: Summary['interval'], fewLow: number, fewHigh: number): Spread {
  const seen = { estimate: median, n, least: Math.min(min, median), most: Math.max(max, median) };
  if (interval !== undefined) {
    return { ...seen, low: Math.min(interval.low, median), high: Math.max(interval.high, median), basis: 'interval' };
  }
  if (n < MIN_VALUES) return { ...seen, ...ANYTHING, basis: 'single' };
  return { ...seen, low: fewLow, high: fewHigh, basis: 'few' };
}

/** Of a slope without an interval, or that is not above zero, nothing follows. */
export function ofEstimate({ estimate, low, high }: Estimate, n: number): Spread | null {
  if (low === undefined || high === undefined || !(estimate >= MIN_FIGURE && high <= MAX_FIGURE)) return null;
  const [least, most] = [Math.max(Math.min(low, estimate), MIN_FIGURE), Math.max(high, estimate)];
  return { estimate, n, least, most, low: least, high: most, basis: 'interval' };
}
