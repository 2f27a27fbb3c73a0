/** The sections of a verdict's Markdown. */
import type { GateMetric, GateVerdict, Unpaired } from '../../bench/contract/verdict.js';
import type { ByteBudget } from '../byte-budget.js';
import { escapeMarkdown, fold } from '../markdown/escape.js';
import { formatCount } from '../view-model/text.js';
import {
  formatCounts,
  formatEffect,
  formatInterval,
  formatSampleSize,
  formatSides,
  formatStatus,
  isAlarming,
  listReasons,
  name,
  sentence,
} from './words.js';

const TITLES: Readonly<Record<GateMetric['gate'], string>> = {
  block: 'Metrics that decide',
  warn: 'Metrics that warn',
  advisory: 'Advisory metrics',
  off: 'Metrics that are off',
};

/** Of what is left when a table begins; the rest is for reasons, which tell more than rows of what is equivalent. */
const TABLE_SHARE = 0.6;

/** The metrics of one level; without any, no section. What does not decide is folded. */
export function metricSection(gate: GateMetric['gate'], metrics: readonly GateMetric[], budget: ByteBudget): string[] {
  const own = metrics.filter((metric) => metric.gate === gate);
  if (own.length === 0) return [];
  const heading = `${TITLES[gate]}: ${formatCounts(own)}`;
  const explained = own.filter(needsReason);
  const body = [formatTable(own, budget), reasonsFold(explained, own.length, budget)]
    .filter((block) => block !== '')
    .join('\n\n');
  return gate === 'block' ? [`### ${heading}`, body] : [fold(heading, body)];
}

/** Equivalent is said by the table alone. */
function needsReason({ status, verdict, warnings }: GateMetric): boolean {
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
  const words = escapeMarkdown(formatStatus(metric));
  const cells = [
    escapeMarkdown(name(metric.id)),
    escapeMarkdown(baseline),
    escapeMarkdown(candidate),
    escapeMarkdown(formatEffect(metric)),
    escapeMarkdown(formatInterval(metric)),
    formatSampleSize(metric),
    isAlarming(metric) ? `**${words}**` : words,
  ];
  return `| ${cells.join(' | ')} |`;
}

function reasonsFold(metrics: readonly GateMetric[], all: number, budget: ByteBudget): string {
  if (metrics.length === 0) return '';
  const { kept, omitted } = budget.keep(metrics, reasonLine, 1);
  return fold(`Why, for ${metrics.length} of ${all}`, kept.join('\n') + formatOmitted(omitted, 'reason'));
}

function reasonLine(metric: GateMetric): string {
  const reasons = listReasons(metric).map(escapeMarkdown).join(' ');
  return `- **${escapeMarkdown(name(metric.id))}** ${escapeMarkdown(formatStatus(metric))}. ${reasons}`;
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
  return isFolded ? [fold(heading, body)] : [`### ${heading}`, body];
}

function unpairedLine({ id, gate, because }: Unpaired): string {
  return `- **${escapeMarkdown(name(id))}** (${gate}) ${escapeMarkdown(sentence(because))}`;
}

function formatOmitted(count: number, noun: string): string {
  return count === 0 ? '' : `\n\n*${formatCount(count, noun)} omitted: verdict.json has them all.*`;
}
