/** The long Markdown report: every table of the page as text. Caveats come before any figure. */

import { escapeMarkdown, fencedBlock, fold, grid } from '../markdown/escape.js';
import type { Reporter } from '../reporter.js';
import type { CaveatView, Fact, FailedTrial, HeadlineCell, RatioView, Section, Table, ViewModel } from '../view-model/model.js';
import { buildViewModel } from '../view-model/view-model.js';

/** Every trial and the drift over the run are for charts; as text they would bury the rest. */
const SECTIONS_OF_CHARTS: readonly string[] = ['samples', 'drift'];

export const markdownFullReporter: Reporter = {
  render: (document, { baseName }) => [{ path: `${baseName}-full.md`, content: renderMarkdown(buildViewModel(document)) }],
};

function renderMarkdown(view: ViewModel): string {
  const blocks = [
    `# ${escapeMarkdown(view.answer.title)}`,
    escapeMarkdown(view.summary),
    ...view.caveats.map(caveat),
    facts(view.facts),
    '## Results',
    escapeMarkdown(view.headlineNote),
    headline(view),
    remarks(view),
    ...view.sections.filter(({ id }) => !SECTIONS_OF_CHARTS.includes(id)).flatMap(section),
    ...notCompleted(view.failedTrials),
    ...warnings(view),
    '## Method',
    facts(view.method.notes),
    fold('Every comparison', table(view.method.comparisons)),
    fold('Definitions of the metrics', table(view.method.definitions)),
    '## Host and environments',
    facts(view.host),
    fold(escapeMarkdown(view.environmentTable.caption), table(view.environmentTable)),
    `<sub>${escapeMarkdown(view.generator)}</sub>`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function caveat({ severity, title, text }: CaveatView): string {
  const lines = [`[!${severity === 'severe' ? 'CAUTION' : 'NOTE'}]`, `**${escapeMarkdown(title)}.**`, escapeMarkdown(text)];
  return lines.map((line) => `> ${line}`).join('\n');
}

function facts(list: readonly Fact[]): string {
  return list.map(({ label, value }) => `- **${escapeMarkdown(label)}:** ${escapeMarkdown(value)}`).join('\n');
}

function headline({ environments, headline: rows }: ViewModel): string {
  const head = ['Metric', ...environments.map(({ name, note }) => (note === '' ? name : `${name} (${note})`))];
  const body = rows.map(({ metric, direction, cells }) => [
    `**${escapeMarkdown(metric)}**<br>${escapeMarkdown(direction)}`,
    ...cells.map(headlineCell),
  ]);
  return grid(
    head.map(escapeMarkdown),
    body,
    head.map(() => ':--'),
  );
}

function headlineCell({ value, unit, spread, sampleSize, ratios, caveats }: HeadlineCell): string {
  const figure = `${value} ${unit}`.trim();
  const parts = [
    figure === '' ? '' : `**${escapeMarkdown(figure)}**`,
    escapeMarkdown(spread),
    escapeMarkdown(sampleSize),
    ...ratios.map(formatRatio),
    caveats.length === 0 ? '' : `_${escapeMarkdown(caveats.map((remark) => remark.text).join(', '))}_`,
  ];
  return parts.filter((part) => part !== '').join('<br>');
}

function formatRatio({ text, spread, difference, verdict, detail }: RatioView): string {
  const how = [spread, difference].filter((part) => part !== '').join('; ');
  const why = detail === '' ? '' : ` (${escapeMarkdown(detail)})`;
  return `${escapeMarkdown(text)}${how === '' ? '' : ` (${escapeMarkdown(how)})`}: ${escapeMarkdown(verdict)}${why}`;
}

function remarks({ remarks: list }: ViewModel): string {
  const items = list.map(({ text, explanation }) => `- **${escapeMarkdown(text)}:** ${escapeMarkdown(explanation)}`);
  return items.length === 0 ? '' : fold('What the remarks mean', items.join('\n'));
}

/** Charts that magnify a part of another have its table again, which is left out here. */
function section({ title, text, groups }: Section): string[] {
  const tables = groups.flatMap((group) => [
    ...group.figures.flatMap((figure) => figure.table ?? []),
    ...group.tables,
    ...(group.table === null ? [] : [group.table]),
  ]);
  const distinct = [...new Map(tables.toReversed().map((one) => [one.caption, one])).values()].toReversed();
  return [
    `## ${escapeMarkdown(title)}`,
    escapeMarkdown(text),
    ...distinct.flatMap((one) => [`### ${escapeMarkdown(one.caption)}`, table(one)]),
  ];
}

function table({ columns, rows }: Table): string {
  return grid(
    columns.map(({ label }) => escapeMarkdown(label)),
    rows.map(({ header, cells }) => [header, ...cells.map(({ text }) => text.trim())].map(escapeMarkdown)),
    columns.map(({ isNumber }) => (isNumber ? '--:' : ':--')),
  );
}

function notCompleted(trials: readonly FailedTrial[]): string[] {
  if (trials.length === 0) return [];
  const rows = trials.map(({ trialId, environment, workload, block, status, message }) =>
    [trialId, environment, workload, block, status, message].map(escapeMarkdown),
  );
  const head = ['Trial', 'Environment', 'Workload', 'Block', 'Outcome', 'Message'];
  const consoles = trials
    .filter(({ detail }) => detail !== '')
    .map(({ trialId, detail }) => fold(escapeMarkdown(`Console output of ${trialId}`), fencedBlock(detail)));
  return [
    '## Trials that did not complete',
    grid(
      head,
      rows,
      head.map(() => ':--'),
    ),
    ...consoles,
  ];
}

function warnings({ warnings: list }: ViewModel): string[] {
  if (list.length === 0) return [];
  const items = list.map(
    ({ code, message, hint }) => `- **${escapeMarkdown(code)}:** ${escapeMarkdown(message)} ${escapeMarkdown(hint)}`,
  );
  return ['## Warnings', items.join('\n')];
}
