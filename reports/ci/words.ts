/** The words and figures of a verdict, the same in every format. Nothing here is escaped for any of them. */
import type { GateMetric, GateStatus, GateVerdict, MetricStatus } from '../../bench/contract/verdict.js';
import { formatNumber, formatQuantity, pickScale } from '../view-model/quantity.js';
import { formatCount, printable, shorten } from '../view-model/text.js';
import { formatLevel, formatVerdict } from '../view-model/wording.js';

const STATUS_WORDS: Readonly<Record<GateStatus, string>> = {
  pass: 'passed',
  regressed: 'regressed',
  undecided: 'undecided',
  'not-comparable': 'not comparable',
  failed: 'failed',
};

const METRIC_WORDS: Readonly<Record<Exclude<MetricStatus, 'pass'>, string>> = {
  regressed: 'regressed',
  unconfirmed: 'worse, not confirmed',
  accepted: 'worse, accepted',
  undecided: 'undecided',
  'not-comparable': 'not comparable',
  failed: 'failed',
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

/** `regressed`, `worse, not confirmed`, `equivalent`, `better`, … */
export function formatStatus({ status, verdict }: Pick<GateMetric, 'status' | 'verdict'>): string {
  return status === 'pass' ? formatVerdict(verdict.status) : METRIC_WORDS[status];
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

/** What was concluded and why, with confirmation, acceptance and warnings, one sentence each. */
export function listReasons({
  verdict,
  confirmation,
  accepted,
  warnings,
  minimumDetectable,
  needed,
  ...metric
}: GateMetric): string[] {
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
    ...(isUndecided && needed !== undefined
      ? [`About ${needed.toLocaleString('en-US')} ${metric.design === 'paired' ? 'pairs' : 'runs'} are needed to decide.`]
      : []),
    ...warnings.map(({ message, hint }) => (verdict.because.includes(message) ? hint : `${message} ${hint}`)),
  ].map(sentence);
}

/** The verdict's own warnings, but for those that a list of new metrics says already. */
export function listRemarks({ warnings }: Pick<GateVerdict, 'warnings'>): string[] {
  return warnings.filter(({ code }) => code !== 'added').map(({ message, hint }) => sentence(`${message} ${hint}`));
}

/** `Twinbench gate: regressed (exit code 1, regression)`. */
export function statusLine({ status, exitCode, exitName }: GateVerdict): string {
  return `Twinbench gate: ${STATUS_WORDS[status]} (exit code ${exitCode}, ${exitName})`;
}

/** `2 regressed, 1 undecided, 5 equivalent`, in the order in which they come. */
export function formatCounts(metrics: readonly GateMetric[]): string {
  const counts = new Map<string, number>();
  for (const metric of metrics) counts.set(formatStatus(metric), (counts.get(formatStatus(metric)) ?? 0) + 1);
  return [...counts].map(([words, count]) => `${count} ${words}`).join(', ');
}
