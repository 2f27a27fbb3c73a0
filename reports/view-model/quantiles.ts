/** Order statistics of many values that are shown as a few. */
import type { QuantileBar } from './chart.js';

/** By Hyndman and Fan's type 7, as the document's own quantiles. `sorted`: ascending, at least one. */
export function findQuantile(sorted: readonly number[], probability: number): number {
  const place = (sorted.length - 1) * probability;
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low + (high - low) * (place - Math.floor(place));
}

/** `sorted`: ascending, at least one. */
export function quantileBar(sorted: readonly number[]): QuantileBar {
  const at = (probability: number) => findQuantile(sorted, probability);
  return { min: at(0), p5: at(0.05), p25: at(0.25), p75: at(0.75), p95: at(0.95), max: at(1) };
}

/** Ascending. */
export function sortNumbers(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}

const SHOWN_DIGITS = 6;

/** More digits than a screen has pixels would only make the page larger. */
export function shownDigits(value: number): number {
  return Number(value.toPrecision(SHOWN_DIGITS));
}
