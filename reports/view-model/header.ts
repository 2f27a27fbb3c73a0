/** What was compared, where, when, and how much of it succeeded. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import type { Context } from './context.js';
import { formatCountedTrials } from './counted-trials.js';
import { chosenPercent } from './estimates.js';
import type { EnvironmentView, Fact } from './model.js';
import { formatAlone } from './quantity.js';
import { formatCount, joinWithAnd, printable, shorten } from './text.js';

export function summarySentence(context: Context): string {
  const { document, environments } = context;
  const ways = joinWithAnd(environments.map((environment) => `a ${formatEnvironment(environment)}`));
  const what = `${formatCount(document.workloads.length, 'workload')} from ${formatImage(document)}`;
  return `${what}, run as ${ways} on ${formatHost(document)}, ${formatDate(document.run.startedAt)}.`;
}

/** `virtual machine (KVM)`; with its id where there are several: `virtual machine (vm-full, KVM)`. */
function formatEnvironment({ name, note }: EnvironmentView): string {
  const lower = name.toLowerCase();
  if (note === '') return lower;
  return lower.endsWith(')') ? `${lower.slice(0, -1)}, ${note})` : `${lower} (${note})`;
}

function formatImage({ environments }: ResultsDocument): string {
  const digests = new Set(environments.map(({ imageDigest }) => imageDigest));
  return digests.size === 1 ? 'the same image' : `${digests.size} different images`;
}

function formatHost({ host }: ResultsDocument): string {
  const memory = formatAlone('byte', host.memoryBytes);
  return `${shorten(printable(host.cpu.model), 80)} (${formatCount(host.cpu.threads, 'CPU')}, ${memory}, ${printable(host.os.name)} ${printable(host.os.version)})`;
}

/** Host and date: `AMD EPYC 9R14 (2 CPUs, 7.75 GiB, Debian GNU/Linux 12), 29 November 2026`. */
export function formatPlace({ document }: Context): string {
  return `${formatHost(document)}, ${formatDate(document.run.startedAt)}`;
}

export function headerFacts({ document }: Context): Fact[] {
  const { run } = document;
  return [
    { label: 'Trials completed', value: formatCompleteness(document) },
    { label: 'What counts', value: formatCountedTrials(document) },
    { label: 'Profile', value: run.profile },
    { label: 'Started', value: `${formatTime(run.startedAt)}, ${formatDuration(run.startedAt, run.finishedAt)}` },
    ...endFacts(document),
    { label: 'Image', value: [...new Set(document.environments.map(({ imageDigest }) => formatDigest(imageDigest)))].join(', ') },
    { label: 'Run', value: shorten(printable(run.id), 60) },
  ];
}

const STOP_WORDS: Readonly<Record<string, string>> = {
  'plan-done': 'completed',
  'precision-reached': 'completed early: precision reached',
  decided: 'completed early: question answered',
  'budget-ended': 'stopped at its time budget',
  interrupted: 'interrupted',
  failed: 'ended abnormally',
};

function endFacts({ run: { stopReason, stopRule } }: ResultsDocument): Fact[] {
  return [
    ...(stopReason === undefined ? [] : [{ label: 'Outcome', value: STOP_WORDS[stopReason] ?? printable(stopReason) }]),
    ...(stopRule === undefined ? [] : [{ label: 'Stop rule', value: formatStopRule(stopRule) }]),
  ];
}

/** `±5 % precision, checked after 10, 20 and 40 repetitions, or after 20 min`. */
function formatStopRule({
  precisionRatio,
  decisive,
  budgetSeconds,
  looks,
}: NonNullable<ResultsDocument['run']['stopRule']>): string {
  const looked = looks.length === 0 ? '' : `, checked after ${joinWithAnd(looks.map(String))} repetitions`;
  const parts = [
    precisionRatio === undefined ? '' : `±${chosenPercent(precisionRatio)} precision${looked}`,
    decisive === true ? `once answered${looked}` : '',
    budgetSeconds === undefined ? '' : `after ${formatSpan(Math.round(budgetSeconds))}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'end of the plan' : parts.join(', or ');
}

function formatCompleteness({ run: { completeness } }: ResultsDocument): string {
  const { planned, completed, failed, timedOut, skipped } = completeness;
  const others = [
    failed > 0 ? `${failed} failed` : '',
    timedOut > 0 ? `${timedOut} timed out` : '',
    skipped > 0 ? `${skipped} skipped` : '',
  ].filter((words) => words !== '');
  return [`${completed} of ${planned}`, ...others].join(', ');
}

/** `sha256:3f2a…` shortened to what a reader compares by eye; the whole digest stands in the host's table. */
function formatDigest(digest: string): string {
  return printable(digest).slice(0, 19);
}

const dateFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const timeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

function formatDate(instant: string): string {
  return formatInstant(instant, dateFormat, '');
}

/** In UTC, so that the same document reads the same everywhere. */
export function formatTime(instant: string): string {
  return formatInstant(instant, timeFormat, ' UTC');
}

function formatInstant(instant: string, format: Intl.DateTimeFormat, suffix: string): string {
  const time = Date.parse(instant);
  return Number.isNaN(time) ? printable(instant) : `${format.format(time)}${suffix}`;
}

function formatDuration(startedAt: string, finishedAt: string | undefined): string {
  if (finishedAt === undefined) return 'ended abnormally';
  const seconds = Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000);
  if (!Number.isFinite(seconds) || seconds < 0) return 'end unknown';
  return `took ${formatSpan(seconds)}`;
}

function formatSpan(seconds: number): string {
  const rest = seconds % 60 === 0 ? '' : ` ${seconds % 60} s`;
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min${rest}`;
}
