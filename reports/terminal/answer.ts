/** The questions and their answers as lines: the figures in columns, the differences under them. */
import { labelQuestion } from '../view-model/answer/labels.js';
import type { AnswerDifference, AnswerFigure, AnswerRow, Tone } from '../view-model/answer/model.js';
import { padded, visibleWidth, wrapped } from './layout.js';
import type { Paint, Style } from './paint.js';

/** How much of a question's differences is shown, from nothing. */
export const DETAILS = [
  { who: 'none', hasFigure: false, hasRatio: false },
  { who: 'reference', hasFigure: false, hasRatio: false },
  { who: 'reference', hasFigure: true, hasRatio: false },
  { who: 'reference', hasFigure: true, hasRatio: true },
  { who: 'all', hasFigure: true, hasRatio: true },
] as const;

type Detail = (typeof DETAILS)[number];

const MIN_TABLE_WIDTH = 60;
const GAP = '  ';

interface Layout {
  readonly width: number;
  readonly paint: Paint;
  /** Of environments, by name: for heads of columns that would not fit. */
  readonly shortNames: ReadonlyMap<string, string>;
}

/** What a question takes: its figures, and its differences in each of the details. */
export interface AnswerLines {
  readonly figures: readonly string[];
  readonly differences: readonly (readonly string[])[];
}

export interface AnswerBlock {
  /** The heads of the columns; empty without columns. */
  readonly head: readonly string[];
  /** One for each question that was measured. */
  readonly answers: readonly AnswerLines[];
}

export function answerBlock(rows: readonly AnswerRow[], layout: Layout): AnswerBlock {
  const measured = rows.filter(({ figures }) => figures.length > 0);
  const columns = measured[0]?.figures.map(({ environmentId }) => environmentId) ?? [];
  const grids = [makeGrid(measured, columns, nameFigure), makeGrid(measured, columns, (one) => nameShort(one, layout))];
  const grid = layout.width < MIN_TABLE_WIDTH ? undefined : grids.find(({ widths }) => sumWidths(widths) <= layout.width);
  const differencesOf = (row: AnswerRow) => DETAILS.map((detail) => differenceLines(row, detail, layout));
  if (grid === undefined)
    return { head: [], answers: measured.map((row) => ({ figures: listRow(row, layout), differences: differencesOf(row) })) };
  const [head = '', ...lines] = grid.cells.map((cells) => alignCells(cells, grid.widths));
  const answers = measured.map((row, index) => ({
    figures: [lines[index] ?? '', ...beyondColumns(row, columns, layout)],
    differences: differencesOf(row),
  }));
  return { head: measured.length === 0 ? [] : [layout.paint('bold', head)], answers };
}

interface Grid {
  readonly cells: readonly (readonly string[])[];
  readonly widths: readonly number[];
}

/** The columns are those of the first question; others may have further environments. */
function makeGrid(rows: readonly AnswerRow[], columns: readonly string[], nameHead: (figure: AnswerFigure) => string): Grid {
  const head = ['', ...(rows[0]?.figures ?? []).map(nameHead)];
  const body = rows.map(({ id, figures }) => [
    labelQuestion(id),
    ...columns.map((column) => figures.find(({ environmentId }) => environmentId === column)?.value ?? ''),
  ]);
  const cells = [head, ...body];
  return { cells, widths: head.map((_, place) => Math.max(...cells.map((row) => visibleWidth(row[place] ?? '')))) };
}

function sumWidths(widths: readonly number[]): number {
  return widths.reduce((sum, own) => sum + own, GAP.length * (widths.length - 1));
}

function nameShort(figure: AnswerFigure, { shortNames }: Layout): string {
  return nameFigure({ ...figure, environment: shortNames.get(figure.environment) ?? figure.environment });
}

function alignCells(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, place) => padded(cell, widths[place] ?? 0, 'left'))
    .join(GAP)
    .trimEnd();
}

function nameFigure({ environment, isEmulated }: AnswerFigure): string {
  return isEmulated ? `${environment} (emulated)` : environment;
}

function beyondColumns({ figures }: AnswerRow, columns: readonly string[], { width }: Layout): string[] {
  const others = figures.filter(({ environmentId }) => !columns.includes(environmentId));
  if (others.length === 0) return [];
  return split(wrapped(`${GAP}${others.map(formatFigure).join('; ')}`, width, GAP + GAP));
}

function formatFigure(figure: AnswerFigure): string {
  return `${nameFigure(figure)}: ${figure.value}`;
}

function listRow(row: AnswerRow, layout: Layout): string[] {
  const figures = row.figures.map(formatFigure).join('; ');
  return [layout.paint('bold', labelQuestion(row.id)), ...split(wrapped(`${GAP}${figures}`, layout.width, GAP + GAP))];
}

/** Of emulated guests their columns say enough. Words alone share a line. */
function differenceLines({ differences }: AnswerRow, detail: Detail, { width, paint }: Layout): string[] {
  if (detail.who === 'none') return [];
  const usual = differences[0]?.reference;
  const told = differences
    .filter(({ verdict, reference }) => verdict.kind !== 'emulated' && (detail.who === 'all' || reference === usual))
    .map((one) => {
      const who = one.reference === usual ? one.environment : `${one.environment} against ${one.reference.toLowerCase()}`;
      return `${who}: ${formatDifference(one, paint, detail)}`;
    });
  const lines = detail.hasFigure || told.length === 0 ? told : [told.join('; ')];
  return lines.flatMap((line) => split(wrapped(`${GAP}${line}`, width, GAP + GAP)));
}

function formatDifference({ difference, ratio, verdict }: AnswerDifference, paint: Paint, detail: Detail): string {
  const figures = [detail.hasFigure ? difference : '', detail.hasRatio ? ratio : ''].filter((part) => part !== '');
  const words = paint(TONE_STYLES[verdict.tone], verdict.words);
  return figures.length === 0 ? words : `${figures.join(', ')}; ${words}`;
}

const TONE_STYLES: Readonly<Record<Tone, Style>> = {
  worse: 'red',
  better: 'green',
  same: 'bold',
  open: 'yellow',
  unjudged: 'dim',
};

function split(text: string): string[] {
  return text.split('\n');
}
