/** Figures of a decision in words. Square brackets always hold an interval. */
import type { Unit } from '../../bench/contract/calibration.js';
import { formatEstimate } from '../view-model/estimates.js';
import { formatAlone, formatNumber, formatQuantity, pickScale } from '../view-model/quantity.js';
import type { OptionFacts, SlowStart, Spread } from './facts-model.js';

/** `32.8 ms [31.9, 33.4]`; where n allows no interval `7.06 MiB (7.01 to 7.09 MiB in 3 trials, no interval)`. */
export function formatSpread(unit: Unit, spread: Spread): string {
  if (spread.basis === 'interval') return formatEstimate(unit, spread);
  const scale = pickScale(unit, [spread.most]);
  const value = formatQuantity(scale, spread.estimate);
  if (spread.basis === 'single') return `${value} (n = ${spread.n}, which decides nothing)`;
  const seen = `${formatQuantity(scale, spread.least)} to ${formatQuantity(scale, spread.most)}`;
  return `${value} (${seen} in ${formatChosen(spread.n)} trials, no interval)`;
}

/** `95 % of the starts within 41 ms`. */
export function formatSlowStart({ share, high, value, n }: SlowStart): string {
  if (share === null) return `the slowest of ${formatChosen(n)} took ${formatAlone('second', value)}`;
  return `${formatShare(share)} of starts took at most ${formatAlone('second', high)}`;
}

/** What six decimals cannot show is 0. */
const digits = (maximumSignificantDigits: number) =>
  new Intl.NumberFormat('en-US', { maximumSignificantDigits, maximumFractionDigits: 6, roundingPriority: 'lessPrecision' });

/** To make one takes longer than a whole decision. */
const FORMATTERS = { 2: digits(2), 3: digits(3), 6: digits(6) } as const;

/** Of something that was chosen: `95 %`. */
export function formatShare(share: number): string {
  return `${formatChosen(share * 100)}\u00a0%`;
}

/** A number that a reader gave: `1,200`, `0.5`. */
export function formatChosen(value: number): string {
  return FORMATTERS[6].format(value);
}

/** At which something turns: two digits, since the figures behind it are not known better. */
export function formatTurn(value: number): string {
  return FORMATTERS[value < 10 ? 2 : 3].format(value);
}

/** `about 380 (350 to 410)`, `380`, `at most 3,100`. */
export function formatBetween(low: number, high: number, format: (value: number) => string): string {
  if (low <= 0) return `at most ${format(high)}`;
  return format(low) === format(high) ? format(low) : `${format(low)} to ${format(high)}`;
}

/** Times what: `1.03`. */
export function formatFactor(ratio: number): string {
  return formatNumber(ratio);
}

/** `a container`, `a virtual machine (vm-balloon)`. */
export function withArticle({ name }: Pick<OptionFacts, 'name'>): string {
  return `a ${uncapitalized(name)}`;
}

export function uncapitalized(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
