/** Entries one after the other as rows: an entry is read whole once; those that follow it in the same layout are taken by their figures. */
import { type HistoryFigures, type HistoryRow, type HistoryShape, makeHistoryRow } from '../contract/history-row.js';
import { EntryLayout, readCommon, skipCommon } from './entry-layout.js';
import { entryText } from './entry-text.js';
import { isOwnPart, parseJson, readEntry } from './read-entry.js';

interface Known {
  readonly shape: HistoryShape;
  readonly layout: EntryLayout;
}

export class RowReader {
  /** By what entries of a layout share; of the newest each. */
  readonly #known = new Map<string, Known>();
  /** Of the entry before. */
  #last: Known | undefined;

  /** `fileName` is only for messages. Without intervals, lows and highs may be empty, and it takes less time. @throws FormatError */
  read(text: string, fileName: string, withIntervals = true): HistoryRow {
    if (this.#last?.layout.isLike(text) !== true) this.#last = this.#known.get(readCommon(text) ?? '');
    const figures = this.#last?.layout.figuresIn(text, withIntervals);
    const row = this.#last && figures && rowWith(this.#last.shape, skipCommon(text), figures);
    return row ?? this.#readWhole(text, fileName);
  }

  #readWhole(text: string, fileName: string): HistoryRow {
    const entry = readEntry(text, fileName);
    const row = makeHistoryRow(entry);
    const common = readCommon(text);
    if (common === undefined || entry.series.length === 0 || entryText(entry) !== text) return row;
    this.#last = { shape: row.shape, layout: new EntryLayout(text, common) };
    this.#known.set(common, this.#last);
    return row;
  }
}

/** Undefined where the own part is none. @param own as ownTextOf gives it */
function rowWith(shape: HistoryShape, own: string, figures: HistoryFigures): HistoryRow | undefined {
  const part = parseJson(own);
  if (!isOwnPart(part)) return undefined;
  const { runId, startedAt, revision, flags } = part;
  return { runId, startedAt, revision, flags, shape, ...figures };
}
