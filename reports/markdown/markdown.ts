/**
 * The short Markdown report: what a pull request or a chat can hold, at most 60 lines and 10 KB of any run. The answer comes first, what must be known
 * before it is believed with it, and the details are folded. Everything else is in the long one, `md-full`.
 */
import type { ResultsDocument } from '../../bench/contract/document.js';
import { ByteBudget } from '../byte-budget.js';
import { collectFacts } from '../decision/facts.js';
import { viewRecommendation } from '../decision/view.js';
import type { Reporter, ReportOptions } from '../reporter.js';
import { formatCountedTrials } from '../view-model/counted-trials.js';
import type { CaveatView, Fact, ViewModel } from '../view-model/model.js';
import { formatCount } from '../view-model/text.js';
import { buildViewModel } from '../view-model/view-model.js';
import { answerTable } from './answer-table.js';
import { escapeWithin, fold } from './escape.js';

const MAX_LINES = 60;
const MAX_BYTES = 10_000;

export const markdownReporter: Reporter = {
  render: (document, { baseName, requirements }) => [{ path: `${baseName}.md`, content: renderMarkdown(document, requirements) }],
};

/** Of one text that is not ours. */
const MAX_TITLE_BYTES = 500;
const MAX_TEXT_BYTES = 400;
/** It joins the warnings of one kind. */
const MAX_CAVEAT_BYTES = 700;
const MAX_TABLE_BYTES = 5_500;

function renderMarkdown(document: ResultsDocument, requirements: ReportOptions['requirements']): string {
  const view = buildViewModel(document);
  const blocks = [
    `# ${escapeWithin(view.answer.title, MAX_TITLE_BYTES)}`,
    escapeWithin([view.answer.place, formatCountedTrials(document)].filter((part) => part !== '').join('; '), MAX_TEXT_BYTES),
    severeCaveats(view),
    requirements === undefined ? '' : recommendation(document, requirements),
    answerTable(view.answer.rows, MAX_TABLE_BYTES),
    ...failures(view),
  ].filter((block) => block !== '');
  const foot = `<sub>${escapeWithin(view.generator, MAX_TEXT_BYTES)}; everything else: \`--format md-full\` or \`html\`</sub>`;
  return `${[...blocks, ...folds(view, blocks.join('\n\n'), foot), foot].join('\n\n')}\n`;
}

const MAX_SEVERE = 2;

function severeCaveats({ caveats }: ViewModel): string {
  const severe = caveats.filter(({ severity }) => severity === 'severe').slice(0, MAX_SEVERE);
  return severe.length === 0 ? '' : ['> [!CAUTION]', ...severe.map((one) => `> ${caveatLine(one)}`)].join('\n');
}

function caveatLine({ title, text }: CaveatView): string {
  return `**${escapeWithin(title, MAX_TEXT_BYTES)}.** ${escapeWithin(text, MAX_CAVEAT_BYTES)}`;
}

const MAX_REASONS = 4;

function recommendation(document: ResultsDocument, requirements: NonNullable<ReportOptions['requirements']>): string {
  const { title, reasons, flips } = viewRecommendation(collectFacts(document), requirements);
  const named = requirements.title === undefined ? title : `${requirements.title}: ${title}`;
  return [
    `**${escapeWithin(named, MAX_TEXT_BYTES)}.**`,
    ...[...reasons.slice(0, MAX_REASONS), ...flips.slice(0, 1)].map((one) => `- ${escapeWithin(one, MAX_TEXT_BYTES)}.`),
  ].join('\n');
}

function failures({ failedTrials }: ViewModel): string[] {
  const [first] = failedTrials;
  if (first === undefined) return [];
  const example = `${first.workload} in ${first.environment} ${first.status}: ${first.message}`;
  const count = formatCount(failedTrials.length, 'trial');
  return [`**${count} did not complete**, such as ${escapeWithin(example, MAX_TEXT_BYTES)}`];
}

interface Fold {
  readonly title: string;
  readonly items: readonly string[];
}

/** Summary, two empty lines, the end, and the empty line before it. */
const FOLD_LINES = 5;

/** Each gets a fair share of the lines and bytes that what stands open leaves. */
function folds(view: ViewModel, open: string, foot: string): string[] {
  const all = [reservations(view), furtherFigures(view), reproduction(view)].filter(({ items }) => items.length > 0);
  const budget = new ByteBudget(MAX_BYTES - FRAME_BYTES);
  budget.spend(open + foot);
  let lines = MAX_LINES - open.split('\n').length - 2;
  return all.flatMap(({ title, items }, index) => {
    const share = 1 / (all.length - index);
    const most = Math.min(MAX_ITEMS, Math.floor(lines * share) - FOLD_LINES - 1);
    const { kept } = budget.keep(items.slice(0, Math.max(0, most)), (item) => item, share);
    if (kept.length === 0) return [];
    const more = items.length - kept.length;
    const listed = more === 0 ? kept : [...kept, `- and ${more} more, in the long report`];
    lines -= listed.length + FOLD_LINES;
    return [fold(title, listed.join('\n'))];
  });
}

/** Warnings that say the same of each workload would bury the rest. */
const MAX_ITEMS = 12;
/** Of folds and of empty lines. */
const FRAME_BYTES = 500;

function reservations({ caveats, warnings }: ViewModel): Fold {
  const notable = caveats.filter(({ severity }) => severity === 'notable').map(caveatLine);
  const others = warnings.map(({ message, hint }) => escapeWithin(`${message} ${hint}`, MAX_TEXT_BYTES));
  return { title: 'What bears on these figures', items: [...notable, ...others].map((one) => `- ${one}`) };
}

function furtherFigures({ brief }: ViewModel): Fold {
  return { title: 'Further figures', items: brief.map(factLine) };
}

function reproduction({ reproduce, facts }: ViewModel): Fold {
  const command = reproduce.command === '' ? [] : [`- **Command:** \`${reproduce.command}\``];
  return { title: 'How to reproduce this', items: [...command, ...[...facts, ...reproduce.facts].map(factLine)] };
}

function factLine({ label, value }: Fact): string {
  return `- **${escapeWithin(label, MAX_TEXT_BYTES)}:** ${escapeWithin(value, MAX_TEXT_BYTES)}`;
}
