/** Estimates with their intervals, differences and shares in words. Square brackets always hold an interval. */
import type { Unit } from '../../bench/contract/document.js';
import { formatIn, formatNumber, pickScale, type Scale, withUnit } from './quantity.js';

/** Where a figure has an estimate only. */
export const NO_INTERVAL = 'no interval at this n';

/** As the contract's `estimate` has it. */
export interface Interval {
  readonly estimate: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** One scale for an estimate and its limits, chosen by the largest of them: limits near 0 need no unit of their own. */
export function chooseScale(unit: Unit, { estimate, low, high }: Interval, ...others: readonly number[]): Scale {
  return pickScale(unit, [Math.max(...[estimate, low ?? 0, high ?? 0, ...others].map(Math.abs))]);
}

/** `+0.120`, `−3.00`, `0`. */
export function signed(scale: Scale, value: number): string {
  const text = formatIn(scale, Math.abs(value));
  if (!/[1-9]/.test(text)) return '0';
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** `[−0.030, +0.310]`, or nothing where n allows no interval. */
export function signedLimits(scale: Scale, { low, high }: Interval): string {
  return low === undefined || high === undefined ? '' : `[${signed(scale, low)}, ${signed(scale, high)}]`;
}

/** `+0.120 ms [−0.030, +0.310]`. */
export function formatSigned(scale: Scale, of: Interval): string {
  return `${withUnit(signed(scale, of.estimate), scale)} ${signedLimits(scale, of)}`.trim();
}

/** `1.92 MiB [1.88, 1.97]`. */
export function formatEstimate(unit: Unit, of: Interval): string {
  const scale = chooseScale(unit, of);
  return `${withUnit(formatIn(scale, of.estimate), scale)} ${limits(scale, of)}`.trim();
}

/** `1.88–1.97 MiB`, or that there is no interval. */
export function formatLimit(scale: Scale, { low, high }: Interval): string {
  return low === undefined || high === undefined
    ? NO_INTERVAL
    : withUnit(`${formatIn(scale, low)}–${formatIn(scale, high)}`, scale);
}

function limits(scale: Scale, { low, high }: Interval): string {
  return low === undefined || high === undefined ? '' : `[${formatIn(scale, low)}, ${formatIn(scale, high)}]`;
}

const MORE_AND_LESS: Readonly<Record<Unit, readonly [string, string]>> = {
  second: ['longer', 'shorter'],
  byte: ['more', 'less'],
  'operation-per-second': ['faster', 'slower'],
  'second-per-operation': ['more', 'less'],
  ratio: ['more', 'less'],
  count: ['more', 'fewer'],
};

/** `412 ms longer [398, 431]`; of a shrinking quantity the limits turn round with it: `12.0 ms shorter [10.1, 14.2]`. */
export function formatDifference(unit: Unit, of: Interval): string {
  const isLess = of.estimate < 0;
  const turned: Interval = isLess
    ? {
        estimate: -of.estimate,
        low: of.high === undefined ? undefined : -of.high,
        high: of.low === undefined ? undefined : -of.low,
      }
    : of;
  const scale = chooseScale(unit, turned);
  const points = unit === 'ratio' ? { ...scale, unit: 'points' } : scale;
  const [more, less] = MORE_AND_LESS[unit];
  const way = of.estimate === 0 ? '' : isLess ? less : more;
  return [withUnit(formatIn(points, turned.estimate), points), way, limits(points, turned)]
    .filter((part) => part !== '')
    .join(' ');
}

/** A share that was chosen, not measured: `5 %`. */
export function chosenPercent(ratio: number): string {
  return `${(ratio * 100).toLocaleString('en-US', { maximumSignificantDigits: 3 })}\u00a0%`;
}

/** A share as percent with its sign kept: `0.42 %`, `−3.1 %`. */
export function formatPercent(ratio: number): string {
  return `${formatNumber(ratio * 100)}\u00a0%`;
}
