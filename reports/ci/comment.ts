/**
 * A verdict as a comment on a pull request: the status, a line for each metric that has something to say, and everything else folded. Short, since
 * people read it between other comments; the job summary has all of it.
 */
import type { GateMetric, GateVerdict, Unpaired } from '../../bench/contract/verdict.js';
import { ByteBudget } from '../byte-budget.js';
import { escapeWithin, fold } from '../markdown/escape.js';
import { formatCount } from '../view-model/text.js';
import { headingLine } from './heading.js';
import { methodSection } from './method.js';
import { worstFirst } from './order.js';
import type { VerdictReporter } from './verdict-reporter.js';
import {
  formatChangeShort,
  formatCounts,
  formatSides,
  formatStatus,
  isAlarming,
  listReasons,
  listRemarks,
  sentence,
} from './words.js';

export const MAX_COMMENT_BYTES = 20_000;

/** By which a later run finds the comment that it replaces. */
export const COMMENT_MARK = '<!-- twinbench-gate -->';

export const commentReporter: VerdictReporter = {
  render: (verdict, { baseName, command }) => [{ path: `${baseName}-comment.md`, content: renderComment(verdict, command) }],
};

/** Of one text that is not ours. */
const MAX_TEXT_BYTES = 400;
const MAX_NAME_BYTES = 200;
/** For headings, folds and the sentences about what was left out. */
const FRAME_BYTES = 1_500;

function renderComment(verdict: GateVerdict, command: readonly string[] | undefined): string {
  const budget = new ByteBudget(MAX_COMMENT_BYTES - FRAME_BYTES);
  const head = budget.spend(formatHead(verdict));
  const method = budget.spend(methodSection(verdict, command, (text) => escapeWithin(text, MAX_TEXT_BYTES)));
  const metrics = worstFirst(verdict.metrics);
  const telling = metrics.filter(hasNews).slice(0, MAX_OPEN_ROWS);
  const others = metrics.filter((metric) => !telling.includes(metric));
  const blocks = [
    `${COMMENT_MARK}\n${head}`,
    formatTable(telling, budget),
    formatUnpaired(verdict, budget),
    foldOthers(others, budget),
    foldReasons(telling, budget),
    method,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** What reads as one glance; the others are folded. */
const MAX_OPEN_ROWS = 10;

function hasNews({ status, verdict, gate }: GateMetric): boolean {
  return status !== 'pass' || verdict.status === 'worse' || verdict.status === 'better' || gate === 'block';
}

const MAX_FINDINGS = 3;

function formatHead(verdict: GateVerdict): string {
  const others = verdict.findings.slice(1, 1 + MAX_FINDINGS);
  const remarks = listRemarks(verdict).slice(0, MAX_FINDINGS);
  return [
    headingLine(verdict),
    escapeWithin(sentence(verdict.reason), MAX_TEXT_BYTES),
    others.map(({ exitName, because }) => `- ${escapeWithin(`${exitName}: ${sentence(because)}`, MAX_TEXT_BYTES)}`).join('\n'),
    remarks.map((remark) => `> ${escapeWithin(remark, MAX_TEXT_BYTES)}`).join('\n>\n'),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

const HEAD = ['| Metric | Change | Verdict |', '| --- | --- | --- |'];
/** Of what is left when a table begins: what stands open goes before what is folded. */
const OPEN_SHARE = 0.5;
const FOLDED_SHARE = 0.6;

function formatTable(metrics: readonly GateMetric[], budget: ByteBudget, share = OPEN_SHARE): string {
  if (metrics.length === 0) return '';
  const { kept, omitted } = budget.keep(metrics, formatRow, share);
  return [...HEAD, ...kept].join('\n') + formatOmitted(omitted);
}

function formatRow(metric: GateMetric): string {
  const words = escapeWithin(formatStatus(metric), MAX_NAME_BYTES);
  const { baseline, candidate } = formatSides(metric);
  const change = escapeWithin(`${formatChangeShort(metric)} (${baseline} → ${candidate})`, MAX_NAME_BYTES);
  return `| ${formatName(metric)} | ${change} | ${isAlarming(metric) ? `**${words}**` : words} |`;
}

/** A level is said where it is not the usual one. */
function formatName({ id, gate }: Pick<GateMetric, 'id' | 'gate'>): string {
  return `${escapeWithin(sentence(id), MAX_NAME_BYTES)}${gate === 'block' ? '' : ` (${gate})`}`;
}

function foldOthers(metrics: readonly GateMetric[], budget: ByteBudget): string {
  if (metrics.length === 0) return '';
  const title = `${formatCount(metrics.length, 'more metric', 'more metrics')}: ${formatCounts(metrics)}`;
  return fold(title, formatTable(metrics, budget, FOLDED_SHARE));
}

function foldReasons(metrics: readonly GateMetric[], budget: ByteBudget): string {
  const explained = metrics.filter(({ status, verdict }) => status !== 'pass' || verdict.status === 'inconclusive');
  if (explained.length === 0) return '';
  const { kept, omitted } = budget.keep(explained, formatReason, 1);
  return kept.length === 0 ? '' : fold(`Why, for ${kept.length} of them`, kept.join('\n') + formatOmitted(omitted));
}

function formatReason(metric: GateMetric): string {
  const reasons = escapeWithin(listReasons(metric).join(' '), 2 * MAX_TEXT_BYTES);
  return `- **${escapeWithin(sentence(metric.id), MAX_NAME_BYTES)}** ${reasons}`;
}

const MAX_UNPAIRED = 5;

function formatUnpaired({ missing, notComparable, added }: GateVerdict, budget: ByteBudget): string {
  const lists: [string, readonly Unpaired[]][] = [
    ['Missing in the candidate', missing],
    ['Not comparable', notComparable],
    ['New, compared with nothing', added],
  ];
  const lines = lists.flatMap(([title, ones]) => (ones.length === 0 ? [] : [unpairedLine(title, ones)]));
  return budget.spend(lines.join('\n'));
}

function unpairedLine(title: string, ones: readonly Unpaired[]): string {
  const shown = ones.slice(0, MAX_UNPAIRED).map(formatName).join(', ');
  const more = ones.length > MAX_UNPAIRED ? ` and ${formatCount(ones.length - MAX_UNPAIRED, 'more', 'more')}` : '';
  return `- **${title}: ${ones.length}.** ${shown}${more}`;
}

function formatOmitted(count: number): string {
  return count === 0 ? '' : `\n\n*${formatCount(count, 'row')} omitted: verdict.json has them all.*`;
}
