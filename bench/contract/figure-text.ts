/** Figures in messages: so many significant digits, and no exponent where people would not write one. A leaf that every room may use. */

/** As `toPrecision`, zeros behind the point included, but `110` and not `1.1e+2`; no sign on a zero. */
export function formatSignificant(value: number, digits: number): string {
  const text = value.toPrecision(digits);
  const [, exponent] = text.split('e');
  if (exponent === undefined) return text;
  const decimals = Math.min(Math.max(digits - 1 - Number(exponent), 0), MAX_DECIMALS);
  return Number(exponent) > 0 ? String(Number(text)) : value.toFixed(decimals).replace(/^-(?=[0.]*$)/, '');
}

/** Of `toFixed`; whatever is smaller shows as zero. */
const MAX_DECIMALS = 100;

/** Of an estimate, as people say it: two significant digits, thousands grouped: 3,812 → `3,800`. */
export function formatRounded(count: number): string {
  return count.toLocaleString('en-US', { maximumSignificantDigits: 2 });
}

/** 0.123 → `12 %` with two digits. */
export function formatPercent(share: number, digits: number): string {
  return `${formatSignificant(share * 100, digits)} %`;
}

/** The same without zeros that say nothing, thousands grouped: 0.5 → `50 %`, 15.312 → `1,530 %`. */
export function formatPercentage(share: number, digits = 3): string {
  return `${(share * 100).toLocaleString('en-US', { maximumSignificantDigits: digits })} %`;
}
