/** How changes are said: always as the figures changed, never turned by what is better. */

import { formatPercentage } from '../contract/figure-text.js';
import type { GateMetric } from '../contract/verdict.js';

/** `+5.2 %`, or `+12.5` in the unit for the scale `difference`. */
function formatChange(value: number, scale: GateMetric['scale']): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : '±';
  const size = Math.abs(value);
  return `${sign}${scale === 'difference' ? formatSize(size) : formatPercentage(size)}`;
}

/** In the unit. */
export function formatSize(size: number): string {
  return String(Number(size.toPrecision(3)));
}

/** With its interval where there is one. */
export function formatEffect({ effect, interval, scale }: Pick<GateMetric, 'effect' | 'interval' | 'scale'>): string {
  if (effect === undefined) return 'no estimate';
  const whole = formatChange(effect, scale);
  return interval === undefined
    ? whole
    : `${whole} [${formatChange(interval.low, scale)}, ${formatChange(interval.high, scale)}]`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
