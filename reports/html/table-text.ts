/** The cells of a table, header first, as text for a clipboard. */
import { escapeMarkdown } from '../markdown/escape.js';

type Rows = readonly (readonly string[])[];

/** RFC 4180. */
export function formatCsv(rows: Rows): string {
  return rows.map((cells) => `${cells.map(csvField).join(',')}\r\n`).join('');
}

/** What a spreadsheet would take for a formula is quoted by an apostrophe; a signed amount is left as it is. */
function csvField(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^[+-][\d.,]+( [^\s=]+)?$/.test(text);
  const inert = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** @param title stands over the table */
export function formatMarkdown(title: string, [head = [], ...body]: Rows): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => escapeMarkdown(cell.trim())).join(' | ')} |`;
  return `**${escapeMarkdown(title)}**\n\n${[line(head), `|${' :-- |'.repeat(head.length)}`, ...body.map(line)].join('\n')}\n`;
}
