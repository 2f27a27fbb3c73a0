/**
 * How the text of an entry is laid out around its figures. Ten thousand entries hold six hundred thousand series, and a line of one entry differs
 * from that of the next in its figures only: those of an entry that is laid out as another are taken without reading the rest.
 */
import type { HistoryFigures } from '../contract/history-row.js';

/** Of those that JSON allows, what cannot be too large for a double. */
const NUMBER = '-?(?:0|[1-9][0-9]{0,39})(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?';
/** As entryText writes a series, from its figures to the end of its line or of the entry. Fifteen digits of n are a safe integer. */
const figuresWith = (end: string) =>
  new RegExp(
    `"n":[1-9][0-9]{0,14},"median":(${NUMBER})(?:,"interval":\\{"level":${NUMBER},"low":${end},"high":${end}\\})?` +
      `(?:,"standardDeviation":${NUMBER})?(,"contaminated":true)?\\}(?:,\\n|\\n\\]\\}\\n$)`,
    'y',
  );
const WITH_INTERVALS = figuresWith(`(${NUMBER})`);
const WITHOUT_INTERVALS = figuresWith(NUMBER);
const FIGURES_BEGIN = '"n":';
const LINE_END = ',\n';
const SERIES_BEGIN = '\n"series":[\n';
const SERIES_END = '\n]}\n';

export class EntryLayout {
  /** From the end of the first line up to the first series; tells one layout from another as a rule. */
  readonly common: string;
  /** Of each series' line, up to its figures. */
  readonly #beginnings: readonly string[];

  /** @param common of `text` */
  constructor(text: string, common: string) {
    const lines = text
      .slice(text.indexOf(LINE_END) + common.length)
      .split('\n')
      .slice(0, -2);
    this.common = common;
    this.#beginnings = lines.map((line) => line.slice(0, line.indexOf(FIGURES_BEGIN)));
  }

  /** Whether the text may be laid out so; its figures then tell. */
  isLike(text: string): boolean {
    return startsWith(text, this.common, text.indexOf(LINE_END));
  }

  /** Undefined where the text is laid out in any other way. Without intervals, in less time, lows and highs are empty. */
  figuresIn(text: string, withIntervals: boolean): HistoryFigures | undefined {
    const columns: Columns = { medians: [], lows: [], highs: [], contaminated: [] };
    const pattern = withIntervals ? WITH_INTERVALS : WITHOUT_INTERVALS;
    let at = text.indexOf(LINE_END) + this.common.length;
    for (const beginning of this.#beginnings) {
      if (!startsWith(text, beginning, at)) return undefined;
      pattern.lastIndex = at + beginning.length;
      const match = pattern.exec(text);
      if (match === null) return undefined;
      take(match, withIntervals, columns);
      at = pattern.lastIndex;
    }
    return at === text.length && text.endsWith(SERIES_END) ? columns : undefined;
  }
}

/** Undefined where the text is not laid out as entryText does it. */
export function readCommon(text: string): string | undefined {
  const from = text.indexOf(LINE_END);
  const to = text.indexOf(SERIES_BEGIN, from);
  return from < 0 || to < 0 ? undefined : text.slice(from, to + SERIES_BEGIN.length);
}

/** What an entry shares with no other, as the text of an object. */
export function skipCommon(text: string): string {
  return `${text.slice(0, text.indexOf(LINE_END))}}`;
}

/** String.prototype.startsWith takes ten times as long in V8 11.3 (Node 20): it compares character by character. */
function startsWith(text: string, beginning: string, at: number): boolean {
  return text.slice(at, at + beginning.length) === beginning;
}

interface Columns {
  readonly medians: number[];
  readonly lows: (number | null)[];
  readonly highs: (number | null)[];
  readonly contaminated: number[];
}

function take(match: RegExpExecArray, withIntervals: boolean, columns: Columns): void {
  if (match[withIntervals ? 4 : 2] !== undefined) columns.contaminated.push(columns.medians.length);
  columns.medians.push(Number(match[1]));
  if (!withIntervals) return;
  const [low, high] = [match[2], match[3]];
  columns.lows.push(low === undefined ? null : Number(low));
  columns.highs.push(high === undefined ? null : Number(high));
}
