/** Several runs as Markdown: the runs, the questions, then the figures, folded. */
import { escapeMarkdown, grid } from '../markdown/escape.js';
import type { RunsInput } from './input.js';
import type { DifferenceView, FigureRow, RunAnswer, RunsMetric, RunsView } from './model.js';
import { buildRunsView } from './view-model.js';

export function renderRunsMarkdown(input: RunsInput): string {
  const view = buildRunsView(input);
  const blocks = [
    `# ${escapeMarkdown(view.title)}`,
    escapeMarkdown(view.summary),
    ...view.cautions.map((caution) => `> ${escapeMarkdown(caution)}`),
    list(
      view.runs.map(({ letter, name, started, host, relation }) => [`${letter} · ${name}`, `${started}, ${host}. ${relation}`]),
    ),
    list(view.leftOut.map(({ label, value }) => [`Left out: ${label}`, value])),
    '## Questions',
    questions(view),
    ...view.metrics.map((metric) => figures(view, metric)),
    list(view.notes.map(({ number, text }) => [`Note ${number}`, text])),
    `<sub>${escapeMarkdown(view.generator)}</sub>`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function list(items: readonly (readonly [label: string, value: string])[]): string {
  return items.map(([label, value]) => `- **${escapeMarkdown(label)}:** ${escapeMarkdown(value)}`).join('\n');
}

function questions({ questions: asked, runs }: RunsView): string {
  const rows = asked.map(({ question, answers }) => [escapeMarkdown(question), ...answers.map(tellAnswer)]);
  return grid(['Question', ...runs.map(({ letter }) => letter)], rows);
}

function tellAnswer({ finding, figures: shown, command }: RunAnswer): string {
  const values = shown.map(({ environment, value, spread }) =>
    `${environment} **${escapeMarkdown(value)}** ${escapeMarkdown(spread)}`.trim(),
  );
  return [...values, escapeMarkdown(finding), command === '' ? '' : 'Not measured.'].filter((part) => part !== '').join('<br>');
}

function figures({ runs, others }: RunsView, { title, direction, rows }: RunsMetric): string {
  const head = ['Environment', ...runs.map(({ letter }) => letter), ...others.map(({ letter }) => `${letter} against A`)];
  const body = grid(head, rows.map(figureRow));
  return `<details><summary>${escapeMarkdown(title)}, ${direction}</summary>\n\n${body}\n\n</details>`;
}

function figureRow({ environment, workload, values, differences }: FigureRow): string[] {
  return [
    escapeMarkdown(workload === '' ? environment : `${environment}, ${workload}`),
    ...values.map(({ value, detail }) => `**${escapeMarkdown(value)}**<br>${escapeMarkdown(detail)}`),
    ...differences.map(tellDifference),
  ];
}

function tellDifference({ effect, interval, words, notes }: DifferenceView): string {
  const parts = [effect, interval, words, notes.length === 0 ? '' : `(note ${notes.join(', ')})`].filter((part) => part !== '');
  return escapeMarkdown(parts.join(' '));
}
