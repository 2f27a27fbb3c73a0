/** Estimates with their intervals, differences and shares in words. Square brackets always hold an interval. */
import type { Unit } from '../../bench/contract/document.js';
import { formatIn, formatNumber, formatToDecimals, pickScale, type Scale, withUnit } from './quantity.js';

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

/** `longer`, `fewer`, `slower`: what more or less of the unit is called. */
export function nameWay(unit: Unit, isMore: boolean): string {
  const [more, less] = MORE_AND_LESS[unit];
  return isMore ? more : less;
}

/** No more digits than the interval supports: two of half its width, or of the estimate where there is none; of neither more than three. */
function findDecimals(scale: Scale, { estimate, low, high }: Interval): number {
  const known = Math.abs(estimate / scale.factor);
  const doubt = low === undefined || high === undefined ? known : (high - low) / 2 / scale.factor;
  const most = SIGNIFICANT_MOST - magnitude(known);
  return Math.min(SIGNIFICANT_DOUBT - magnitude(doubt > 0 ? doubt : known / 10), most);
}

const SIGNIFICANT_DOUBT = 1;
const SIGNIFICANT_MOST = 2;

function magnitude(size: number): number {
  return size > 0 ? Math.floor(Math.log10(size)) : 0;
}

/** What differs, to as many digits as are known: `+2.7 ms [+0.5, +3.8]`; of shares in percentage points. */
export function formatChange(unit: Unit, of: Interval): string {
  const scale = chooseScale(unit, of);
  return formatChangeIn(nameScale(unit, scale), of);
}

/** How far a ratio is from 1: `−2.7 % [−4.1, −1.3]`. */
export function formatShift({ estimate, low, high }: Interval): string {
  const of = { estimate: estimate - 1, low: low === undefined ? low : low - 1, high: high === undefined ? high : high - 1 };
  return formatChangeIn(chooseScale('ratio', of), of);
}

function formatChangeIn(scale: Scale, of: Interval): string {
  const decimals = findDecimals(scale, of);
  const write = (value: number) => {
    const text = formatToDecimals(Math.abs(value / scale.factor), decimals);
    return /[1-9]/.test(text) ? `${value < 0 ? '−' : '+'}${text}` : '0';
  };
  const spread = of.low === undefined || of.high === undefined ? '' : `[${write(of.low)}, ${write(of.high)}]`;
  return `${withUnit(write(of.estimate), scale)} ${spread}`.trim();
}

/** Of a change relative to its baseline: `+9.5 % [+7.6, +11.7]`. */
export function formatRelativeChange(of: Interval): string {
  return formatChange('ratio', of).replace('points', '%');
}

/** Its size alone, without a sign: `2.7 ms`. */
export function formatChangeSize(unit: Unit, of: Interval): string {
  const scale = chooseScale(unit, of);
  const text = formatToDecimals(Math.abs(of.estimate / scale.factor), findDecimals(scale, of));
  return withUnit(text, nameScale(unit, scale));
}

function nameScale(unit: Unit, scale: Scale): Scale {
  return unit === 'ratio' ? { ...scale, unit: 'points' } : scale;
}

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
  const points = nameScale(unit, scale);
  const way = of.estimate === 0 ? '' : nameWay(unit, !isLess);
  return [withUnit(formatIn(points, turned.estimate), points), way, limits(points, turned)]
    .filter((part) => part !== '')
    .join(' ');
}

/** A share that was chosen, not measured: `5 %`. */
export function chosenPercent(ratio: number): string {
  return `${(ratio * 100).toLocaleString('en-US', { maximumSignificantDigits: 3 })}\u00a0%`;
}

/** An amount that was chosen, not measured: `100 ms`, `16 MiB`; of shares in percentage points. */
export function chosenAmount(unit: Unit, value: number): string {
  const scale = nameScale(unit, pickScale(unit, [value]));
  return withUnit((value / scale.factor).toLocaleString('en-US', { maximumSignificantDigits: 3 }), scale);
}

/** A share as percent with its sign kept: `0.42 %`, `−3.1 %`. */
export function formatPercent(ratio: number): string {
  return `${formatNumber(ratio * 100)}\u00a0%`;
}
