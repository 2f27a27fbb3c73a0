/** The words of the report for what the document says in codes. */
import type { Caveat, Comparison, MetricDefinition, Summary } from '../../bench/contract/document.js';
import { NO_INTERVAL } from './estimates.js';
import type { Remark } from './model.js';
import { formatRange, formatRatio, type Scale, withUnit } from './quantity.js';
import { printable } from './text.js';

export const DIRECTION_WORDS: Readonly<Record<MetricDefinition['direction'], string>> = {
  'lower-is-better': 'lower is better',
  'higher-is-better': 'higher is better',
  neutral: 'informational',
};

const VERDICT_WORDS: ReadonlyMap<string, string> = new Map([
  ['better', 'shown'],
  ['worse', 'shown'],
  ['equivalent', 'no difference of 5\u00a0%'],
  ['inconclusive', 'not decided'],
  ['not-comparable', 'not comparable'],
]);

/** Where nothing more than the status is known; verdict-words.ts has what comparisons and gates are told in. */
export function formatVerdict(status: string): string {
  return VERDICT_WORDS.get(status) ?? printable(status);
}

export const CAVEAT_WORDS: Readonly<Record<Caveat, string>> = {
  emulated: 'emulated',
  'different-kernel': 'different kernel',
  'few-samples': 'few samples',
  'different-mitigations': 'different mitigations',
  rootless: 'rootless',
  contaminated: 'contaminated blocks',
  'disk-cache-differs': 'disk caches differ',
  'flush-skipped': 'flush skipped?',
  'memory-backed-storage': 'memory-backed storage',
  'shared-cpuset': 'vCPUs and VMM share CPUs',
  swap: 'swap in use',
  governor: 'CPU frequency varies',
  'huge-pages': 'huge pages on',
  'page-merging': 'KSM on',
  'below-own-error': 'within calibration error',
};

const CAVEAT_EXPLANATIONS: Readonly<Record<Caveat, string>> = {
  emulated: 'The guest’s instructions were translated in software (tcg). This says nothing about a virtual machine under KVM.',
  'different-kernel': 'The two sides ran different kernels; the ratio includes the difference between them.',
  'different-mitigations': 'The kernels of the two sides apply different CPU mitigations, each at its own cost.',
  'few-samples': 'Too few blocks for an interval at the stated level; the ratio is a point estimate and decides nothing.',
  rootless: 'One side was started without root: its start includes a user namespace, and some limits were not available.',
  contaminated: 'Too many blocks are contaminated to exclude them; they count in this figure.',
  'disk-cache-differs':
    'The host caches the disks of the two sides differently, so their reads and writes reach different layers.',
  'flush-skipped': 'The guest’s writes completed sooner than the disk’s own flush can: a flush was probably skipped.',
  'memory-backed-storage': 'Instances wrote to memory, not to a disk.',
  'shared-cpuset': 'The VM’s virtual CPUs and QEMU’s own threads shared fewer CPUs than they could use at once.',
  swap: 'The host used swap: memory figures may miss what was swapped out, and times may include swapping it in.',
  governor: 'CPU frequency varies on this host; two trials may have run at different frequencies.',
  'huge-pages': 'Huge pages are enabled for all memory, or reserved: they round memory up, and speed up guests in particular.',
  'page-merging': 'The kernel merges identical pages of different instances (KSM): memory per instance looks smaller than it is.',
  'below-own-error': 'The difference is smaller than the measurement error that calibration found for such figures on this host.',
};

export function findRemark(caveat: Caveat): Remark {
  return { text: CAVEAT_WORDS[caveat], explanation: CAVEAT_EXPLANATIONS[caveat] };
}

/** Each remark once, in the order of the comparisons. */
export function listAllRemarks(comparisons: readonly Comparison[]): Remark[] {
  return [...new Set(comparisons.flatMap(({ caveats }) => caveats))].map(findRemark);
}

/** `95 % interval 1.90–1.99 ms`, or `range 1.90–1.99 ms` where n allows no interval, or nothing for a single value. */
export function formatSpread({ interval, n, min, max }: Summary, scale: Scale): string {
  if (interval !== undefined) {
    return `${formatLevel(interval.level)} interval ${withUnit(formatRange(scale, interval.low, interval.high), scale)}`;
  }
  return n === 1 ? 'a single value' : `range ${withUnit(formatRange(scale, min, max), scale)}`;
}

/** `95 % interval 2.60–2.95×`, or that there is none. */
export function formatRatioSpread(ratio: NonNullable<Comparison['ratio']>): string {
  if (ratio.low === undefined || ratio.high === undefined) return NO_INTERVAL;
  return `${formatLevel(ratio.level ?? 0.95)} interval ${ratioRange(ratio.low, ratio.high)}`;
}

export function ratioRange(low: number, high: number): string {
  return `${formatRatio(low).slice(0, -1)}–${formatRatio(high)}`;
}

/** 0.95 → `95 %`; an achieved level such as 0.979 → `97.9 %`. */
export function formatLevel(level: number): string {
  return `${(level * 100).toLocaleString('en-US', { maximumFractionDigits: 1 })}\u00a0%`;
}

/** What the whisker of a series shows. */
export function makeWhisker({ interval, n, min, max }: Summary): { low: number | null; high: number | null } {
  if (interval !== undefined) return { low: interval.low, high: interval.high };
  return n === 1 ? { low: null, high: null } : { low: min, high: max };
}
