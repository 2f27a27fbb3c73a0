/** The words and figures of a verdict, the same in every format. Nothing here is escaped for any of them. */
import type { GateMetric, GateStatus, GateVerdict, MetricStatus } from '../../bench/contract/verdict.js';
import { formatChange as formatChangeOf, formatRelativeChange } from '../view-model/estimates.js';
import { formatNumber, formatQuantity, pickScale } from '../view-model/quantity.js';
import { formatCount, printable, shorten } from '../view-model/text.js';
import { describeGateVerdict } from '../view-model/verdict-words.js';
import { formatLevel } from '../view-model/wording.js';

const STATUS_WORDS: Readonly<Record<GateStatus, string>> = {
  pass: 'passed',
  regressed: 'regressed',
  undecided: 'not decided',
  'not-comparable': 'not comparable',
  failed: 'failed',
};

/** What the policy makes of a verdict, where that is more than the verdict says. */
const POLICY_WORDS: Readonly<Record<MetricStatus, string>> = {
  regressed: 'regressed',
  unconfirmed: 'not confirmed',
  accepted: 'accepted',
  failed: 'failed',
  pass: '',
  undecided: '',
  'not-comparable': '',
};

/** In few words, for counts and narrow columns. */
const CATEGORIES: Readonly<Record<GateMetric['verdict']['status'], string>> = {
  worse: 'worse',
  better: 'better',
  equivalent: 'no difference',
  inconclusive: 'not decided',
  'not-comparable': 'not comparable',
};

const MISSING = '–';
/** Ids come from people's files: without a limit, one of them could fill a page. */
const MAX_NAME_LENGTH = 160;
const MAX_SENTENCE_LENGTH = 1_000;

/** One line of bounded length, every invisible character shown. */
export function name(text: string): string {
  return shorten(printable(text), MAX_NAME_LENGTH);
}

export function sentence(text: string): string {
  return shorten(printable(text), MAX_SENTENCE_LENGTH);
}

/** `regressed; shown: longer`, `not decided (40 pairs; about 1,200 decide)`, `no difference of 5 %`, … */
export function formatStatus(metric: GateMetric): string {
  return [POLICY_WORDS[metric.status], describeGateVerdict(metric).words].filter((part) => part !== '').join('; ');
}

/** `regressed`, `not confirmed`, `not decided`, `no difference`, `better`, … */
export function categorize({ status, verdict }: Pick<GateMetric, 'status' | 'verdict'>): string {
  return POLICY_WORDS[status] || CATEGORIES[verdict.status];
}

/** Both sides in one unit: `1.93 ms` and `2.10 ms`. */
export function formatSides({ unit, baseline, candidate }: GateMetric): {
  readonly baseline: string;
  readonly candidate: string;
} {
  const known = [baseline.estimate, candidate.estimate].filter((value) => value !== undefined);
  const scale = pickScale(unit, known);
  const words = (value: number | undefined) => (value === undefined ? MISSING : formatQuantity(scale, value));
  return { baseline: words(baseline.estimate), candidate: words(candidate.estimate) };
}

/** `+5.21 %`, or in the unit for the scale `difference`. Never turned by what is better. */
function formatChange(value: number, { scale, unit }: Pick<GateMetric, 'scale' | 'unit'>): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : '±';
  const size = Math.abs(value);
  return `${sign}${scale === 'difference' ? formatQuantity(pickScale(unit, [size]), size) : `${formatNumber(size * 100)}\u00a0%`}`;
}

export function formatEffect(metric: GateMetric): string {
  return metric.effect === undefined ? MISSING : formatChange(metric.effect, metric);
}

/** `+9.5 % [+7.6, +11.7]`: square brackets hold an interval. */
export function formatChangeShort({ effect, interval, scale, unit }: GateMetric): string {
  if (effect === undefined) return MISSING;
  const change = { estimate: effect, low: interval?.low, high: interval?.high };
  return scale === 'difference' ? formatChangeOf(unit, change) : formatRelativeChange(change);
}

/** `99.3 % interval +3.10 % to +7.40 %`, or nothing where so few values allow none. */
export function formatInterval(metric: GateMetric): string {
  const { interval } = metric;
  if (interval === undefined) return '';
  return `${formatLevel(interval.achieved)} interval ${formatChange(interval.low, metric)} to ${formatChange(interval.high, metric)}`;
}

/** `boot-time/vm +5.21 % (99.3 % interval …)`. */
export function formatFinding(metric: GateMetric): string {
  const interval = formatInterval(metric);
  return `${name(metric.id)} ${formatEffect(metric)}${interval === '' ? '' : ` (${interval})`}`;
}

/** `40 pairs`, or `5 / 20` runs of baseline and candidate. */
export function formatSampleSize({ pairs, baseline, candidate }: Pick<GateMetric, 'pairs' | 'baseline' | 'candidate'>): string {
  return pairs === undefined ? `${baseline.n} / ${candidate.n}` : formatCount(pairs, 'pair');
}

/** What was concluded and why, with confirmation, acceptance and warnings, one sentence each. How many more would decide is said by the status. */
export function listReasons({ verdict, confirmation, accepted, warnings, minimumDetectable, ...metric }: GateMetric): string[] {
  const isUndecided = verdict.status === 'inconclusive';
  return [
    verdict.because,
    ...(confirmation ? [`${confirmation.confirmed ? 'Confirmed' : 'Not confirmed'}: ${confirmation.because}`] : []),
    ...(accepted ? [`Accepted until ${accepted.until}: ${accepted.reason} (policy entry ${accepted.match})`] : []),
    ...(isUndecided && minimumDetectable !== undefined
      ? [
          `Minimum detectable change: ${formatChange(minimumDetectable, metric).replace(/^\+/, '')} at n = ${metric.pairs ?? formatSampleSize(metric)}.`,
        ]
      : []),
    ...warnings.map(({ message, hint }) => (verdict.because.includes(message) ? hint : `${message} ${hint}`)),
  ].map(sentence);
}

/** The verdict's own warnings, but for those that a list of new metrics says already. */
export function listRemarks({ warnings }: Pick<GateVerdict, 'warnings'>): string[] {
  return warnings.filter(({ code }) => code !== 'added').map(({ message, hint }) => sentence(`${message} ${hint}`));
}

/** `Twinbench gate: regressed (exit code 1, regression)`. */
export function statusLine(verdict: GateVerdict): string {
  const { exitCode, exitName } = verdict;
  return `Twinbench gate: ${formatEmptyPass(verdict) || formatGateStatus(verdict)} (exit code ${exitCode}, ${exitName})`;
}

/** Of a gate that passes because it knows nothing; else empty. */
export function formatEmptyPass({ status, metrics }: Pick<GateVerdict, 'status' | 'metrics'>): string {
  if (status !== 'pass') return '';
  if (metrics.length === 0) return 'nothing was compared; the policy lets that pass';
  const deciding = listDeciding(metrics);
  return deciding.every(isOpen) ? 'nothing was decided; the policy lets that pass' : '';
}

/** `passed`, or `passed, 3 of 8 not decided`. */
function formatGateStatus({ status, metrics }: Pick<GateVerdict, 'status' | 'metrics'>): string {
  const deciding = listDeciding(metrics);
  const open = deciding.filter(isOpen).length;
  return status === 'pass' && open > 0 ? `passed, ${open} of ${deciding.length} not decided` : STATUS_WORDS[status];
}

/** Those that block, or all where none does. */
function listDeciding(metrics: readonly GateMetric[]): readonly GateMetric[] {
  const blocking = metrics.filter(({ gate }) => gate === 'block');
  return blocking.length === 0 ? metrics : blocking;
}

function isOpen({ verdict }: GateMetric): boolean {
  return verdict.status === 'inconclusive' || verdict.status === 'not-comparable';
}

/** Whether it deserves to stand out: something got worse, or could not be told for want of figures. */
export function isAlarming({ status }: Pick<GateMetric, 'status'>): boolean {
  return status !== 'pass' && status !== 'undecided' && status !== 'accepted';
}

/** `2 regressed, 1 not decided, 5 no difference`, in the order in which they come. */
export function formatCounts(metrics: readonly GateMetric[]): string {
  const counts = new Map<string, number>();
  for (const metric of metrics) counts.set(categorize(metric), (counts.get(categorize(metric)) ?? 0) + 1);
  return [...counts].map(([words, count]) => `${count} ${words}`).join(', ');
}
