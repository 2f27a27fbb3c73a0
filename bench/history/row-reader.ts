/**
 * Ten thousand entries hold six hundred thousand series, and a line of one entry differs from that of the next in its figures only. So an entry is
 * read whole once; of those that follow, a line that begins as its own did is taken by its figures. Whatever differs in any other way is read whole.
 */
import type { HistoryFigures, HistoryRow, HistoryShape } from '../contract/history-row.js';
import { rowOf } from '../contract/history-row.js';
import { entryText } from './entry-text.js';
import { isOwnPart, jsonOf, readEntry } from './read-entry.js';

/** The text of an entry, around what is its own. */
interface Layout {
  readonly shape: HistoryShape;
  /** From the end of the first line up to the first series. */
  readonly common: string;
  /** One after the other they match all series' lines, a few each, and take out the figures. */
  readonly patterns: readonly RegExp[];
}

/** Of those that JSON allows, what cannot be too large for a double. */
const NUMBER = '-?(?:0|[1-9][0-9]{0,39})(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?';
const INTERVAL = `(?:,"interval":\\{"level":${NUMBER},"low":(${NUMBER}),"high":(${NUMBER})\\})?`;
const OTHERS = `(?:,"standardDeviation":${NUMBER})?(,"contaminated":true)?`;
/** As entryText writes a series, from its figures to the end of its object. Fifteen digits of n are a safe integer. */
const FIGURES = `"n":[1-9][0-9]{0,14},"median":(${NUMBER})${INTERVAL}${OTHERS}\\}`;
const GROUPS = 4;
/** One pattern for eight lines takes two thirds of the time that eight take; one for sixty lines takes longer. */
const LINES_PER_PATTERN = 8;
const FIGURES_BEGIN = '"n":';
const LINE_END = ',\n';
const SERIES_BEGIN = '\n"series":[\n';
const SERIES_END = '\\n\\]\\}\\n$';

export class RowReader {
  /** By what entries of a layout share; of the newest each. */
  readonly #layouts = new Map<string, Layout>();
  /** Of the entry before. */
  #last: Layout | undefined;

  /** `fileName` is only for messages. @throws FormatError */
  read(text: string, fileName: string): HistoryRow {
    if (this.#last === undefined || !text.startsWith(this.#last.common, text.indexOf(LINE_END)))
      this.#last = this.#layouts.get(commonOf(text) ?? '');
    return (this.#last && readLike(this.#last, text)) ?? this.#readWhole(text, fileName);
  }

  #readWhole(text: string, fileName: string): HistoryRow {
    const entry = readEntry(text, fileName);
    const row = rowOf(entry);
    const common = commonOf(text);
    if (common === undefined || entry.series.length === 0 || entryText(entry) !== text) return row;
    this.#last = { shape: row.shape, common, patterns: patternsFor(text, common) };
    this.#layouts.set(common, this.#last);
    return row;
  }
}

/** Undefined where the text is not laid out as entryText does it. */
function commonOf(text: string): string | undefined {
  const from = text.indexOf(LINE_END);
  const to = text.indexOf(SERIES_BEGIN, from);
  return from < 0 || to < 0 ? undefined : text.slice(from, to + SERIES_BEGIN.length);
}

function patternsFor(text: string, common: string): RegExp[] {
  const lines = text
    .slice(text.indexOf(LINE_END) + common.length)
    .split('\n')
    .slice(0, -2);
  const wholes = lines.map((line) => literally(line.slice(0, line.indexOf(FIGURES_BEGIN))) + FIGURES);
  const starts = Array.from({ length: Math.ceil(wholes.length / LINES_PER_PATTERN) }, (_, index) => index * LINES_PER_PATTERN);
  return starts.map((start) => {
    const end = start + LINES_PER_PATTERN;
    return new RegExp(`${wholes.slice(start, end).join(LINE_END)}${end < wholes.length ? LINE_END : SERIES_END}`, 'y');
  });
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function readLike({ shape, common, patterns }: Layout, text: string): HistoryRow | undefined {
  const ownEnd = text.indexOf(LINE_END);
  const own = jsonOf(`${text.slice(0, ownEnd)}}`);
  const figures = figuresIn(text, ownEnd + common.length, patterns);
  if (figures === undefined || !isOwnPart(own)) return undefined;
  const { runId, startedAt, revision, flags } = own;
  return { runId, startedAt, revision, flags, shape, ...figures };
}

function figuresIn(text: string, from: number, patterns: readonly RegExp[]): HistoryFigures | undefined {
  const columns: Columns = { medians: [], lows: [], highs: [], contaminated: [] };
  let at = from;
  for (const pattern of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    for (let group = 1; group < match.length; group += GROUPS) take(match, group, columns);
    at = pattern.lastIndex;
  }
  return columns;
}

interface Columns {
  readonly medians: number[];
  readonly lows: (number | null)[];
  readonly highs: (number | null)[];
  readonly contaminated: number[];
}

function take(match: RegExpExecArray, group: number, columns: Columns): void {
  const [low, high] = [match[group + 1], match[group + 2]];
  if (match[group + 3] !== undefined) columns.contaminated.push(columns.medians.length);
  columns.medians.push(Number(match[group]));
  columns.lows.push(low === undefined ? null : Number(low));
  columns.highs.push(high === undefined ? null : Number(high));
}
