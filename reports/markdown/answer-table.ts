/** The questions as a table: a row for each, a column for each environment, and what differs in the last. */
import type { AnswerDifference, AnswerFigure, AnswerRow } from '../view-model/answer/model.js';
import { escapeWithin } from './escape.js';

/** More environments share one column. */
const MAX_COLUMNS = 4;
const MAX_TEXT_BYTES = 160;

/** How much of each question is shown. */
interface Detail {
  readonly hasSpread: boolean;
  readonly hasClaim: boolean;
  readonly hasRatio: boolean;
  /** Of those from another environment than the first, too. */
  readonly hasAll: boolean;
}

/** From the richest. */
const DETAILS: readonly Detail[] = [
  { hasSpread: true, hasClaim: true, hasRatio: true, hasAll: true },
  { hasSpread: true, hasClaim: true, hasRatio: false, hasAll: false },
  { hasSpread: false, hasClaim: false, hasRatio: false, hasAll: false },
];

/** The richest that takes no more bytes; of the poorest as many rows as fit. */
export function answerTable(rows: readonly AnswerRow[], maxBytes: number): string {
  const first = rows.find(({ figures }) => figures.length > 0)?.figures ?? [];
  const columns = first.length <= MAX_COLUMNS ? first : [];
  const tables = DETAILS.map((detail) => makeTable(rows, columns, detail));
  const lines = [...(tables.find((table) => countBytes(table) <= maxBytes) ?? tables.at(-1) ?? [])];
  while (lines.length > HEAD_LINES && countBytes(lines) > maxBytes) lines.pop();
  return lines.join('\n');
}

const HEAD_LINES = 2;

function countBytes(lines: readonly string[]): number {
  return Buffer.byteLength(lines.join('\n'));
}

function makeTable(rows: readonly AnswerRow[], columns: readonly AnswerFigure[], detail: Detail): string[] {
  const heads = columns.length === 0 ? ['Figures'] : columns.map(nameFigure);
  const head = ['Question', ...heads, 'Difference'];
  const body = rows.map((row) => [
    formatQuestion(row, detail),
    ...(columns.length === 0 ? [listFigures(row.figures, detail)] : columns.map((column) => findFigure(row, column, detail))),
    joinLines([...listFurther(row, columns), ...listDifferences(row, detail)]),
  ]);
  return [head, head.map(() => ':--'), ...body].map((cells) => `| ${cells.join(' | ')} |`);
}

function formatQuestion({ question, claim }: AnswerRow, { hasClaim }: Detail): string {
  const asked = `**${escapeText(question)}**`;
  return hasClaim ? joinLines([asked, `Often said: ${escapeText(claim)}`]) : asked;
}

function nameFigure({ environment, isEmulated }: AnswerFigure): string {
  return escapeText(isEmulated ? `${environment} (emulated)` : environment);
}

function findFigure({ figures }: AnswerRow, { environmentId }: AnswerFigure, detail: Detail): string {
  const figure = figures.find((one) => one.environmentId === environmentId);
  return figure === undefined ? MISSING : formatFigure(figure, detail);
}

const MISSING = '–';

function formatFigure({ value, spread }: AnswerFigure, { hasSpread }: Detail): string {
  if (value === MISSING) return MISSING;
  return joinLines([`**${escapeText(value)}**`, hasSpread ? escapeText(spread) : '']);
}

function listFigures(figures: readonly AnswerFigure[], detail: Detail): string {
  if (figures.length === 0) return MISSING;
  return joinLines(figures.map((one) => `${nameFigure(one)}: ${formatFigure(one, { ...detail, hasSpread: false })}`));
}

/** Of environments without a column. */
function listFurther({ figures }: AnswerRow, columns: readonly AnswerFigure[]): string[] {
  if (columns.length === 0) return [];
  const others = figures.filter((one) => columns.every(({ environmentId }) => environmentId !== one.environmentId));
  return others.map((one) => `${nameFigure(one)}: ${escapeText(one.value)}`);
}

/** Of emulated guests their column says enough. */
function listDifferences({ differences, command }: AnswerRow, { hasRatio, hasAll }: Detail): string[] {
  if (command !== '') return [`not measured: \`${command}\``];
  const usual = differences[0]?.reference;
  return differences
    .filter(({ verdict, reference }) => verdict.kind !== 'emulated' && (hasAll || reference === usual))
    .map((one) => formatDifference(one, usual, hasRatio));
}

function formatDifference(
  { environment, reference, difference, ratio, verdict }: AnswerDifference,
  usual: string | undefined,
  hasRatio: boolean,
): string {
  const who = reference === usual ? environment : `${environment} against ${reference.toLowerCase()}`;
  const figures = [difference, hasRatio ? ratio : ''].filter((part) => part !== '').join(', ');
  const isTelling = verdict.tone === 'worse' || verdict.tone === 'better';
  const words = isTelling ? `**${escapeText(verdict.words)}**` : escapeText(verdict.words);
  return `${escapeText(who)}: ${[escapeText(figures), words].filter((part) => part !== '').join('; ')}`;
}

function joinLines(lines: readonly string[]): string {
  return lines.filter((line) => line !== '').join('<br>');
}

function escapeText(text: string): string {
  return escapeWithin(text, MAX_TEXT_BYTES);
}
