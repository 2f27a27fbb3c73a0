/** Entries one after the other as rows: an entry is read whole once; those that follow it in the same layout are taken by their figures. */
import { FormatError } from '../contract/format-error.js';
import { type HistoryFigures, type HistoryRow, type HistoryShape, rowOf } from '../contract/history-row.js';
import { commonOf, EntryLayout, ownTextOf } from './entry-layout.js';
import { entryText } from './entry-text.js';
import { isOwnPart, jsonOf, readEntry } from './read-entry.js';

interface Known {
  readonly shape: HistoryShape;
  readonly layout: EntryLayout;
}

export class RowReader {
  /** By what entries of a layout share; of the newest each. */
  readonly #known = new Map<string, Known>();
  /** Of the entry before. */
  #last: Known | undefined;

  /** `fileName` is only for messages. Without intervals it takes less time. @throws FormatError */
  read(text: string, fileName: string, withIntervals = true): HistoryRow {
    if (this.#last?.layout.isLike(text) !== true) this.#last = this.#known.get(commonOf(text) ?? '');
    const figures = this.#last?.layout.figuresIn(text, withIntervals);
    const row = this.#last && figures && rowWith(this.#last.shape, ownTextOf(text), figures);
    return row ?? this.#readWhole(text, fileName);
  }

  #readWhole(text: string, fileName: string): HistoryRow {
    const entry = readEntry(text, fileName);
    const row = rowOf(entry);
    const common = commonOf(text);
    if (common === undefined || entry.series.length === 0 || entryText(entry) !== text) return row;
    this.#last = { shape: row.shape, layout: new EntryLayout(text, common) };
    this.#known.set(common, this.#last);
    return row;
  }
}

/** What entries laid out as this one share; undefined where it is no entry, or not laid out as we do it, so that its layout tells nothing. */
export function shapeOf(text: string): HistoryShape | undefined {
  try {
    const entry = readEntry(text, '');
    return entry.series.length > 0 && entryText(entry) === text ? rowOf(entry).shape : undefined;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** Undefined where the own part is none. @param own as ownTextOf gives it */
export function rowWith(shape: HistoryShape, own: string, figures: HistoryFigures): HistoryRow | undefined {
  const part = jsonOf(own);
  if (!isOwnPart(part)) return undefined;
  const { runId, startedAt, revision, flags } = part;
  return { runId, startedAt, revision, flags, shape, ...figures };
}
