/** Facts against environments as a Markdown table, with links to what says why. */
import type { Isolation, IsolationFact, ProbedEnvironment } from '../../bench/contract/isolation.js';
import { escapeMarkdown } from '../../reports/markdown/escape.js';
import { formatAnswer, formatReference, probedName, READINGS } from '../../reports/view-model/isolation.js';

const BEGIN = '<!-- probe-table:begin -->';
const END = '<!-- probe-table:end -->';

/** Where each column comes from. */
export interface Column {
  readonly environment: ProbedEnvironment;
  readonly name: string;
  readonly how: string;
}

export function makeColumn(environment: ProbedEnvironment, how: string): Column {
  return { environment, name: probedName(environment), how };
}

export function tableText(isolation: Isolation, columns: readonly Column[], missing: readonly string[]): string {
  const families = [...new Set(isolation.facts.map(({ family }) => family))];
  const blocks = [
    `Host kernel ${escapeMarkdown(isolation.host.kernelRelease)}. Written by \`npm run docs:isolation\`, from what the probe said.`,
    columns.map(({ name, how }) => `- **${escapeMarkdown(name)}**: ${how}`).join('\n'),
    missing.map((words) => `Not in the table: ${escapeMarkdown(words)}.`).join('\n'),
    `What the words mean: ${Object.values(READINGS)
      .map(([word, meaning]) => `*${word}*: ${meaning}`)
      .join(';\n')}.`,
    ...families.flatMap((family) => [`### ${escapeMarkdown(family)}`, familyTable(isolation, family, columns)]),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function familyTable({ facts }: Isolation, family: string, columns: readonly Column[]): string {
  const head = ['Fact', ...columns.map(({ name }) => name), 'Why it matters'].map(escapeMarkdown);
  const rows = facts.filter((fact) => fact.family === family).map((fact) => factRow(fact, columns));
  return [head, head.map(() => ':--'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function factRow(fact: IsolationFact, columns: readonly Column[]): string[] {
  const answers = columns.map(({ environment }) => escapeMarkdown(formatAnswer(environment, fact.id)));
  return [
    escapeMarkdown(fact.title),
    ...answers,
    `${escapeMarkdown(fact.why)} [${escapeMarkdown(formatReference(fact))}](${fact.reference})`,
  ];
}

/** The text with the part between the marks replaced; the marks are added at its end where it has none. */
export function withTable(text: string, table: string): string {
  const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  const block = `${BEGIN}\n\n${table}\n\n${END}`;
  if (start < 0 || end < start) return `${text.trimEnd()}\n\n${block}\n`;
  return `${text.slice(0, start)}${block}${text.slice(end + END.length)}`;
}
