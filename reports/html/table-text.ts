/** The cells of a table, header first, as text for a clipboard. */
import { escapeMarkdown } from '../markdown/escape.js';

type Rows = readonly (readonly string[])[];

/** RFC 4180. */
export function formatCsv(rows: Rows): string {
  return rows.map((cells) => `${cells.map(csvField).join(',')}\r\n`).join('');
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param title stands over the table */
export function formatMarkdown(title: string, [head = [], ...body]: Rows): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => escapeMarkdown(cell.trim())).join(' | ')} |`;
  return `**${escapeMarkdown(title)}**\n\n${[line(head), `|${' :-- |'.repeat(head.length)}`, ...body.map(line)].join('\n')}\n`;
}
