/** The words of the report for what the document says in codes. */
import type { Caveat, Comparison, MetricDefinition, Summary } from '../../bench/contract/document.js';
import type { Quotient } from './model.js';
import { formatRange, formatRatio, type Scale, withUnit } from './quantity.js';

export const DIRECTION_WORDS: Readonly<Record<MetricDefinition['direction'], string>> = {
  'lower-is-better': 'lower is better',
  'higher-is-better': 'higher is better',
  neutral: 'for information, not judged',
};

export const VERDICT_WORDS: Readonly<Record<Comparison['verdict']['status'], string>> = {
  better: 'better',
  worse: 'worse',
  equivalent: 'equivalent',
  inconclusive: 'undecided',
  'not-comparable': 'not comparable',
};

export const VERDICT_KINDS: Readonly<Record<Comparison['verdict']['status'], Quotient['verdictKind']>> = {
  better: 'better',
  worse: 'worse',
  equivalent: 'equivalent',
  inconclusive: 'open',
  'not-comparable': 'open',
};

export const CAVEAT_WORDS: Readonly<Record<Caveat, string>> = {
  emulated: 'emulated',
  'different-kernel': 'different kernel',
  'few-samples': 'few samples',
  'different-mitigations': 'different mitigations',
  rootless: 'rootless',
  contaminated: 'host was disturbed',
  'disk-cache-differs': 'disk caches differ',
  'flush-skipped': 'flush skipped?',
  'memory-backed-storage': 'storage is memory',
  'shared-cpuset': 'vCPUs and VMM share CPUs',
  swap: 'swap in use',
  governor: 'CPU speed varies',
  'huge-pages': 'huge pages differ',
  'page-merging': 'pages are merged',
  'below-own-error': 'smaller than our error',
};

/** `95 % interval 1.90–1.99 ms`, or `range 1.90–1.99 ms` where n allows no interval, or nothing for a single value. */
export function spreadWords({ interval, n, min, max }: Summary, scale: Scale): string {
  if (interval !== undefined) {
    return `${levelWords(interval.level)} interval ${withUnit(formatRange(scale, interval.low, interval.high), scale)}`;
  }
  return n === 1 ? 'a single value' : `range ${withUnit(formatRange(scale, min, max), scale)}`;
}

/** `95 % interval 2.60–2.95×`, or `point only`. */
export function ratioSpreadWords(ratio: NonNullable<Comparison['ratio']>): string {
  if (ratio.low === undefined || ratio.high === undefined) return 'point only';
  return `${levelWords(ratio.level ?? 0.95)} interval ${ratioRange(ratio.low, ratio.high)}`;
}

export function ratioRange(low: number, high: number): string {
  return `${formatRatio(low).slice(0, -1)}–${formatRatio(high)}`;
}

/** 0.95 → `95 %`; an achieved level such as 0.979 → `97.9 %`. */
export function levelWords(level: number): string {
  return `${(level * 100).toLocaleString('en-US', { maximumFractionDigits: 1 })}\u00a0%`;
}

/** What the whisker of a series shows. */
export function whiskerOf({ interval, n, min, max }: Summary): { low: number | null; high: number | null } {
  if (interval !== undefined) return { low: interval.low, high: interval.high };
  return n === 1 ? { low: null, high: null } : { low: min, high: max };
}
