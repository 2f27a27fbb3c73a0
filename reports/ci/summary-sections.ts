/** The sections of a verdict's Markdown. */
import type { GateMetric, GateSide, GateVerdict, Unpaired } from '../../bench/contract/verdict.js';
import { escapeMarkdown, fencedBlock } from '../markdown/escape.js';
import { formatCount } from '../view-model/text.js';
import type { ByteBudget } from './byte-budget.js';
import { commandLine } from './shell.js';
import { formatCounts, formatEffect, formatInterval, formatSides, formatStatus, listReasons, name, sentence } from './words.js';

const TITLES: Readonly<Record<GateMetric['gate'], string>> = {
  block: 'Metrics that decide',
  warn: 'Metrics that warn',
  advisory: 'Advisory metrics',
  off: 'Metrics that are off',
};

/** Of what is left when a table begins; the rest is for reasons, which tell more than rows of what is equivalent. */
const TABLE_SHARE = 0.6;

/** The metrics of one level; none of them, no section. What does not decide is folded. */
export function metricSection(gate: GateMetric['gate'], metrics: readonly GateMetric[], budget: ByteBudget): string[] {
  const own = metrics.filter((metric) => metric.gate === gate);
  if (own.length === 0) return [];
  const heading = `${TITLES[gate]}: ${formatCounts(own)}`;
  const told = own.filter(isWorthTelling);
  const body = [formatTable(own, budget), reasonsFold(told, own.length, budget)].filter((block) => block !== '').join('\n\n');
  return gate === 'block' ? [`### ${heading}`, body] : [folded(heading, body)];
}

/** Equivalent is said by the table alone. */
function isWorthTelling({ status, verdict, warnings }: GateMetric): boolean {
  return status !== 'pass' || verdict.status !== 'equivalent' || warnings.length > 0;
}

const HEAD = [
  '| Metric | Baseline | Candidate | Change | Interval | n | Verdict |',
  '| --- | ---: | ---: | ---: | --- | ---: | --- |',
];

function formatTable(metrics: readonly GateMetric[], budget: ByteBudget): string {
  const { kept, omitted } = budget.keep(metrics, formatRow, TABLE_SHARE);
  return [...HEAD, ...kept].join('\n') + formatOmitted(omitted, 'row');
}

function formatRow(metric: GateMetric): string {
  const { baseline, candidate } = formatSides(metric);
  const words = formatStatus(metric);
  const cells = [
    escapeMarkdown(name(metric.id)),
    escapeMarkdown(baseline),
    escapeMarkdown(candidate),
    escapeMarkdown(formatEffect(metric)),
    escapeMarkdown(formatInterval(metric)),
    metric.pairs === undefined ? `${metric.baseline.n} / ${metric.candidate.n}` : formatCount(metric.pairs, 'pair'),
    metric.status === 'pass' ? words : `**${words}**`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function reasonsFold(metrics: readonly GateMetric[], all: number, budget: ByteBudget): string {
  if (metrics.length === 0) return '';
  const { kept, omitted } = budget.keep(metrics, reasonLine, 1);
  return folded(`Why, for ${metrics.length} of ${all}`, kept.join('\n') + formatOmitted(omitted, 'reason'));
}

function reasonLine(metric: GateMetric): string {
  const reasons = listReasons(metric).map(escapeMarkdown).join(' ');
  return `- **${escapeMarkdown(name(metric.id))}** ${formatStatus(metric)}. ${reasons}`;
}

/** What has no counterpart on the other side. */
export function unpairedSections({ missing, notComparable, added }: GateVerdict, budget: ByteBudget): string[] {
  return [
    ...listSection('Missing in the candidate', missing, budget, false),
    ...listSection('Not comparable', notComparable, budget, false),
    ...listSection('New in the candidate, compared with nothing', added, budget, true),
  ];
}

const MAX_LISTED = 100;
/** Of what is left when a list begins. */
const LIST_SHARE = 0.5;

function listSection(title: string, ones: readonly Unpaired[], budget: ByteBudget, isFolded: boolean): string[] {
  if (ones.length === 0) return [];
  const { kept } = budget.keep(ones.slice(0, MAX_LISTED), unpairedLine, LIST_SHARE);
  const body = kept.join('\n') + formatOmitted(ones.length - kept.length, 'row');
  const heading = `${title}: ${ones.length}`;
  return isFolded ? [folded(heading, body)] : [`### ${heading}`, body];
}

function unpairedLine({ id, gate, because }: Unpaired): string {
  return `- **${escapeMarkdown(name(id))}** (${gate}) ${escapeMarkdown(sentence(because))}`;
}

export function methodSection(verdict: GateVerdict, command: readonly string[] | undefined): string {
  const { design, method, alpha, equivalenceAlpha, looks, seed, failOn, policy } = verdict;
  const facts = [
    ['Design', design],
    ['Method', method],
    ['Chance of a false alarm in one job', String(alpha)],
    ['Chance of calling a change of the target’s size equivalent', String(equivalenceAlpha)],
    ['Looks (pairs)', looks.length === 0 ? 'none: compared at the end' : looks.join(', ')],
    ['Seed', String(seed)],
    ['Fails on', failOn.join(', ') || 'nothing but failures'],
    ['Policy', policy.fileName ?? 'built in'],
    ['Baseline', sideText(verdict.baseline)],
    ['Candidate', sideText(verdict.candidate)],
    ['Made by', `${verdict.generator.name} ${verdict.generator.version}`],
  ] as const;
  const lines = facts.map(([label, value]) => `- **${label}:** ${escapeMarkdown(sentence(value))}`);
  return folded('How this was decided, and how to reproduce it', [lines.join('\n'), reproduction(command)].join('\n\n'));
}

function reproduction(command: readonly string[] | undefined): string {
  const words =
    'The verdict follows from the results of both sides, the policy and the seed alone: the same files give the same verdict.';
  return command === undefined ? words : `${words} It came from:\n\n${fencedBlock(commandLine(command))}`;
}

const MAX_RUNS = 10;

function sideText({ label, runs }: GateSide): string {
  const named = runs.slice(0, MAX_RUNS).map(({ id, revision }) => (revision === '' ? id : `${id} at ${revision.slice(0, 12)}`));
  const more = runs.length > MAX_RUNS ? ` and ${runs.length - MAX_RUNS} more` : '';
  const list = runs.length === 0 ? 'no run' : `${formatCount(runs.length, 'run')}: ${named.join(', ')}${more}`;
  return label === undefined ? list : `${label} (${list})`;
}

function formatOmitted(count: number, noun: string): string {
  return count === 0 ? '' : `\n\n*${formatCount(count, noun)} omitted: verdict.json has them all.*`;
}

/** The title is ours: Markdown is not read inside the tag, so nothing could be escaped there. */
function folded(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}
