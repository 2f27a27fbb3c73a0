/** Where lines of a terminal break, and columns without borders. */
import { stripVTControlCharacters } from 'node:util';

/** Characters that take two columns, and those that take none. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60\u3000-\u303e]/u;
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const ONE_COLUMN_EACH = /^[\u0020-\u007e]*$/;

/** Columns that a text takes; escape sequences take none. */
export function visibleWidth(text: string): number {
  const visible = text.includes('\u001b') ? stripVTControlCharacters(text) : text;
  if (ONE_COLUMN_EACH.test(visible)) return visible.length;
  return [...visible].reduce((sum, character) => sum + (WITHOUT_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1), 0);
}

/** Broken at spaces, and words that are wider than a line, such as paths, after a separator. Lines after the first are indented. */
export function wrapped(text: string, width: number, indent = ''): string {
  const room = Math.max(1, width - visibleWidth(indent));
  const lines: string[] = [];
  let line = '';
  for (const [index, word] of text.split(' ').entries()) {
    const longer = index === 0 ? word : `${line} ${word}`;
    if (visibleWidth(longer) <= (lines.length === 0 ? width : room)) {
      line = longer;
      continue;
    }
    if (line.trim() !== '') lines.push(line);
    const pieces = breakWord(word, room);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return [...lines, line].map((one, index) => (index === 0 ? one : indent + one)).join('\n');
}

const SEPARATOR = /(?<=[/,;:=&?_.-])/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence is never broken
const CHARACTER = /\u001b\[\d*m|./gsu;

/** Where it has no separator in time, it breaks anywhere. */
function breakWord(word: string, room: number): string[] {
  if (visibleWidth(word) <= room) return [word];
  const pieces: string[] = [];
  let piece = '';
  const parts = word.split(SEPARATOR).flatMap((one) => (visibleWidth(one) > room ? (one.match(CHARACTER) ?? []) : [one]));
  for (const part of parts) {
    if (visibleWidth(piece + part) > room) {
      pieces.push(piece);
      piece = part;
    } else piece += part;
  }
  return [...pieces, piece];
}

/** The label at the left edge, the text beside it, all its lines in one column. */
export function hanging(label: string, text: string, width: number, labelWidth = visibleWidth(label)): string {
  const indent = ' '.repeat(labelWidth + GAP.length);
  return `${padded(label, labelWidth, 'left')}${GAP}${wrapped(text, width - indent.length).replaceAll('\n', `\n${indent}`)}`;
}

const GAP = '  ';

export interface Column {
  readonly title: string;
  readonly side: 'left' | 'right';
}

/** Narrower than that, a column that wraps is not read. */
const MIN_FLEXIBLE_WIDTH = 14;

/**
 * Two spaces apart, the head first. The first column has what the others leave, and wraps in it; the others are as wide as their text. Where that leaves
 * too little, each row becomes lines of its own, one for each cell. @returns a text for each row, several lines perhaps, the head's first
 */
export function alignRows(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, place) => Math.max(...all.map((row) => visibleWidth(row[place] ?? ''))));
  const others = widths.slice(1).reduce((sum, own) => sum + own + GAP.length, 0);
  const [widest = 0, ...fixed] = widths;
  const flexible = Math.min(widest, width - others);
  if (flexible < Math.min(widest, MIN_FLEXIBLE_WIDTH)) return ['', ...rows.map((row) => listCells(columns, row, width))];
  return all.map((row) => alignRow(columns, row, [flexible, ...fixed]));
}

function alignRow(columns: readonly Column[], [first = '', ...others]: readonly string[], widths: readonly number[]): string {
  const [line = '', ...more] = wrapped(first, widths[0] ?? 0, GAP).split('\n');
  const cells = [line, ...others].map((cell, place) => padded(cell, widths[place] ?? 0, columns[place]?.side ?? 'left'));
  return [cells.join(GAP).trimEnd(), ...more].join('\n');
}

function listCells(columns: readonly Column[], [first = '', ...others]: readonly string[], width: number): string {
  const cells = others.flatMap((cell, place) =>
    cell === '' ? [] : [wrapped(`  ${columns[place + 1]?.title ?? ''}: ${cell}`, width, '    ')],
  );
  return [wrapped(first, width, '  '), ...cells].join('\n');
}

export function padded(text: string, width: number, side: Column['side']): string {
  const filler = ' '.repeat(Math.max(0, width - visibleWidth(text)));
  return side === 'left' ? text + filler : filler + text;
}
