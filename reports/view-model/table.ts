/** Builds tables whose columns of numbers line up. */
import { type About, formatAbout } from './about.js';
import type { Row, Table } from './model.js';
import { alignDecimals } from './quantity.js';

/** As many as the style sheet and the charts have. */
const SHADES = 8;

export interface ColumnSpec {
  readonly label: string;
  readonly isNumber: boolean;
}

export interface RowSpec {
  /** The environment that the row is about, else null. */
  readonly slot: number | null;
  readonly header: string;
  /** Position of a part among the parts, from 0. */
  readonly shade?: number;
  /** Id of the figure that the row belongs to, in a table of several. */
  readonly figure?: string;
  readonly about?: About;
  readonly cells: readonly string[];
}

/** `columns` names the header column first. */
export function table(caption: string, columns: readonly ColumnSpec[], rows: readonly RowSpec[]): Table {
  const bodyColumns = columns.slice(1);
  const aligned = bodyColumns.map(({ isNumber }, index) => {
    const texts = rows.map(({ cells }) => cells[index] ?? '–');
    return isNumber ? alignDecimals(texts) : texts;
  });
  const numberColumns = columns.flatMap(({ isNumber }, index) => (isNumber ? [`n${index + 1}`] : [])).join(' ');
  return { caption, numberColumns, columns, rows: rows.map((row, rowIndex) => finish(row, rowIndex, bodyColumns, aligned)) };
}

function finish(
  { slot, header, shade, figure = '', about }: RowSpec,
  rowIndex: number,
  columns: readonly ColumnSpec[],
  aligned: readonly string[][],
): Row {
  const cells = columns.map(({ isNumber }, index) => ({ text: aligned[index]?.[rowIndex] ?? '–', isNumber }));
  return {
    shade: shade === undefined ? 0 : (shade % SHADES) + 1,
    hasSlot: slot !== null,
    slot: slot ?? 0,
    figure,
    about: about === undefined ? '' : formatAbout(about),
    header,
    cells,
  };
}

export function text(label: string): ColumnSpec {
  return { label, isNumber: false };
}

export function number(label: string): ColumnSpec {
  return { label, isNumber: true };
}
