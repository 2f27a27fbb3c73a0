/** Axes with ticks at round values. */
import type { Axis, Tick } from './chart.js';
import { formatNumber } from './quantity.js';

/** Above this ratio of the largest to the smallest value, a linear axis would press the small ones into one line. */
const LINEAR_SPAN = 12;
const WANTED_TICKS = 5;

interface Extent {
  readonly low: number;
  readonly high: number;
}

type Label = (value: number) => string;

const plain: Label = (value) => formatTick(value);

/** For ratios: `1.05×`. */
export const formatTimes: Label = (value) => `${formatTick(value)}×`;

/** From zero, for lengths that are compared. */
export function zeroBasedAxis(title: string, largest: number, label: Label = plain): Axis {
  const high = largest > 0 ? largest : 1;
  return linear(title, { low: 0, high }, label);
}

/** For positions: linear or, where the values span too much, logarithmic (and the title says so). */
export function positionAxis(title: string, values: readonly number[], label: Label = plain): Axis {
  const extent = computeExtent(values);
  if (extent.low > 0 && extent.high / extent.low > LINEAR_SPAN) return logarithmic(`${title}, log scale`, extent, label);
  return linear(title, padded(extent), label);
}

/** For positions in a sequence that starts at 0. */
export function sequenceAxis(title: string, last: number): Axis {
  return linear(title, { low: 0, high: Math.max(last, 1) }, plain);
}

/** For deviations to both sides of 0, which is always shown. */
export function signedAxis(title: string, values: readonly number[], label: Label = plain): Axis {
  const { low, high } = padded(computeExtent([...values, 0]));
  const axis = linear(title, { low: Math.min(low, 0), high }, label);
  return { ...axis, max: Math.max(high, axis.ticks.at(-1)?.value ?? high) };
}

/** From zero for lengths, or from below where a value is negative. */
export function lengthAxis(title: string, values: readonly number[], label: Label = plain): Axis {
  const { low, high } = computeExtent(values);
  return low < 0 ? signedAxis(title, values, label) : zeroBasedAxis(title, high, label);
}

/** For ratios, where half and twice are equally far from 1. Always shows 1. */
export function ratioAxis(title: string, ratios: readonly number[]): Axis {
  return logarithmic(title, computeExtent([...ratios.filter((ratio) => ratio > 0), 1]), formatTimes);
}

function computeExtent(values: readonly number[]): Extent {
  if (values.length === 0) return { low: 0, high: 1 };
  return {
    low: values.reduce((a, b) => Math.min(a, b)),
    high: values.reduce((a, b) => Math.max(a, b)),
  };
}

/** Values that differ by rounding alone count as one: a scale for their difference would have no ticks that doubles can tell apart. */
const MIN_SPREAD_RATIO = 1e-9;

function padded({ low, high }: Extent): Extent {
  const isSpread = high - low > Math.abs(high) * MIN_SPREAD_RATIO;
  const margin = (isSpread ? high - low : Math.abs(high) || 1) * 0.08;
  return { low: low >= 0 ? Math.max(0, low - margin) : low - margin, high: high + margin };
}

function linear(title: string, { low, high }: Extent, label: Label): Axis {
  const values = linearTicks(low, high);
  return { scale: 'linear', min: low, max: Math.max(high, values.at(-1) ?? high), ticks: labelled(values, label), title };
}

function logarithmic(title: string, { low, high }: Extent, label: Label): Axis {
  const margin = Math.max((high / low) ** 0.06, 1.02);
  const [min, max] = [low / margin, high * margin];
  const values = max / min < 3 ? linearTicks(min, max).filter((value) => value > 0) : logarithmicTicks(min, max);
  return { scale: 'logarithmic', min, max, ticks: labelled(values, label), title };
}

function labelled(values: readonly number[], label: Label): Tick[] {
  return values.map((value) => ({ value, label: label(value) }));
}

/** Multiples of 1, 2 or 5 times a power of ten, inside [low, high]. */
function linearTicks(low: number, high: number): number[] {
  const rough = (high - low) / WANTED_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const far = (factor: number) => Math.abs(Math.log((factor * power) / rough));
  const step = [1, 2, 5, 10].reduce((best, factor) => (far(factor) < far(best) ? factor : best)) * power;
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, index) => withoutDust((first + index) * step));
}

function logarithmicTicks(min: number, max: number): number[] {
  const decades = Math.log10(max / min);
  const stride = Math.max(1, Math.ceil(decades / 7));
  const mantissas = decades > 3 ? [1] : decades > 1.3 ? [1, 3] : [1, 2, 5];
  const first = Math.floor(Math.log10(min));
  const exponents = Array.from({ length: Math.ceil(decades) + 2 }, (_, index) => first + index);
  const used = exponents.filter((exponent) => exponent % stride === 0);
  return used
    .flatMap((exponent) => mantissas.map((mantissa) => withoutDust(mantissa * 10 ** exponent)))
    .filter((value) => value >= min && value <= max);
}

/** 0.30000000000000004 → 0.3. */
function withoutDust(value: number): number {
  return Number(value.toPrecision(12));
}

function formatTick(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4 ? formatNumber(value, 1) : TICKS.format(value);
}

const TICKS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });
