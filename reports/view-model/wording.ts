/** The words of the report for what the document says in codes. */
import type { Caveat, Comparison, MetricDefinition, Summary } from '../../bench/contract/document.js';
import type { Quotient, Remark } from './model.js';
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

const CAVEAT_EXPLANATIONS: Readonly<Record<Caveat, string>> = {
  emulated:
    'The guest’s instructions were translated in software (tcg). Nothing follows from this for a virtual machine under KVM.',
  'different-kernel': 'The two sides ran different kernels; the quotient also contains what differs between these.',
  'different-mitigations': 'The kernels of the two sides defend against different processor flaws, which costs each differently.',
  'few-samples': 'Too few blocks for an interval at the stated level; the quotient is a point and decides nothing.',
  rootless: 'One side was started without root: its start includes a user namespace, and some limits were not available.',
  contaminated: 'The noise rule marked so many blocks that leaving them out was no help; they are in this figure.',
  'disk-cache-differs': 'The two sides’ disks were cached differently on the host, so reads and writes reached different depths.',
  'flush-skipped': 'The guest’s writes finished sooner than the disk’s own flush can: a flush was probably not carried out.',
  'memory-backed-storage': 'Instances wrote to memory, not to a disk.',
  'shared-cpuset': 'The VM’s virtual CPUs and QEMU’s own threads shared fewer CPUs than they could use at once.',
  swap: 'The host used swap, so memory figures may miss what was swapped out, and times may contain waiting for it.',
  governor: 'The host’s CPUs change their speed; two trials may have run at different ones.',
  'huge-pages': 'Huge pages are on for all memory, or reserved: they round memory up and speed up guests in particular.',
  'page-merging': 'The kernel merges equal pages (KSM) of different instances: memory per instance looks smaller than it is.',
  'below-own-error':
    'The difference is smaller than what Twinbench’s own figures of this kind are off by on this host (see the calibration).',
};

export function findRemark(caveat: Caveat): Remark {
  return { text: CAVEAT_WORDS[caveat], explanation: CAVEAT_EXPLANATIONS[caveat] };
}

/** Each remark once, in the order of the comparisons. */
export function remarksOfAll(comparisons: readonly Comparison[]): Remark[] {
  return [...new Set(comparisons.flatMap(({ caveats }) => caveats))].map(findRemark);
}

/** `95 % interval 1.90–1.99 ms`, or `range 1.90–1.99 ms` where n allows no interval, or nothing for a single value. */
export function formatSpread({ interval, n, min, max }: Summary, scale: Scale): string {
  if (interval !== undefined) {
    return `${formatLevel(interval.level)} interval ${withUnit(formatRange(scale, interval.low, interval.high), scale)}`;
  }
  return n === 1 ? 'a single value' : `range ${withUnit(formatRange(scale, min, max), scale)}`;
}

/** `95 % interval 2.60–2.95×`, or `point only`. */
export function formatRatioSpread(ratio: NonNullable<Comparison['ratio']>): string {
  if (ratio.low === undefined || ratio.high === undefined) return 'point only';
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
