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
  /** What each series' line says before its figures. */
  readonly beginnings: readonly string[];
}

/** Of those that JSON allows, what cannot be too large for a double. */
const NUMBER = '-?(?:0|[1-9][0-9]{0,39})(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?';
/** As entryText writes a series, from its figures to the end of its line. Fifteen digits of n are a safe integer. */
function figuresPattern(bound: string): RegExp {
  const interval = `(?:,"interval":\\{"level":${NUMBER},"low":${bound},"high":${bound}\\})?`;
  const others = `(?:,"standardDeviation":${NUMBER})?(,"contaminated":true)?`;
  return new RegExp(`"n":[1-9][0-9]{0,14},"median":(${NUMBER})${interval}${others}\\}(?:,\\n|\\n\\]\\}\\n$)`, 'y');
}

const WHOLE = figuresPattern(`(${NUMBER})`);
/** Checks as much, but takes out less. */
const BRIEF = figuresPattern(NUMBER);
const FIGURES_BEGIN = '"n":';
const LINE_END = ',\n';
const SERIES_BEGIN = '\n"series":[\n';

export class RowReader {
  /** By what entries of a layout share; of the newest each. */
  readonly #layouts = new Map<string, Layout>();
  /** Of the entry before. */
  #last: Layout | undefined;

  /** `fileName` is only for messages. `isBrief`: the intervals may be left out, which takes half the time. @throws FormatError */
  read(text: string, fileName: string, isBrief: boolean): HistoryRow {
    if (this.#last === undefined || !text.startsWith(this.#last.common, text.indexOf(LINE_END)))
      this.#last = this.#layouts.get(commonOf(text) ?? '');
    return (this.#last && readLike(this.#last, text, isBrief)) ?? this.#readWhole(text, fileName);
  }

  #readWhole(text: string, fileName: string): HistoryRow {
    const entry = readEntry(text, fileName);
    const row = rowOf(entry);
    const common = commonOf(text);
    if (common === undefined || entry.series.length === 0 || entryText(entry) !== text) return row;
    this.#last = { shape: row.shape, common, beginnings: beginningsOf(text, common) };
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

function beginningsOf(text: string, common: string): string[] {
  const lines = text.slice(text.indexOf(LINE_END) + common.length).split('\n');
  return lines.slice(0, -2).map((line) => line.slice(0, line.indexOf(FIGURES_BEGIN)));
}

function readLike({ shape, common, beginnings }: Layout, text: string, isBrief: boolean): HistoryRow | undefined {
  const ownEnd = text.indexOf(LINE_END);
  const own = jsonOf(`${text.slice(0, ownEnd)}}`);
  const figures = figuresIn(text, ownEnd + common.length, beginnings, isBrief ? BRIEF : WHOLE);
  if (figures === undefined || !isOwnPart(own)) return undefined;
  const { runId, startedAt, revision, flags } = own;
  return { runId, startedAt, revision, flags, shape, figures };
}

function figuresIn(text: string, from: number, beginnings: readonly string[], pattern: RegExp): HistoryFigures[] | undefined {
  const figures: HistoryFigures[] = [];
  let at = from;
  for (const beginning of beginnings) {
    if (!text.startsWith(beginning, at)) return undefined;
    pattern.lastIndex = at + beginning.length;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    figures.push(pattern === WHOLE ? wholeFigures(match) : briefFigures(match));
    at = pattern.lastIndex;
  }
  return at === text.length ? figures : undefined;
}

function wholeFigures([, median, low, high, contaminated]: RegExpExecArray): HistoryFigures {
  return {
    median: Number(median),
    low: low === undefined ? null : Number(low),
    high: high === undefined ? null : Number(high),
    isContaminated: contaminated !== undefined,
  };
}

function briefFigures([, median, contaminated]: RegExpExecArray): HistoryFigures {
  return { median: Number(median), low: null, high: null, isContaminated: contaminated !== undefined };
}
