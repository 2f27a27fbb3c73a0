/** What a reporter is: a pure function from the results document to files. */
import type { ResultsDocument } from '../bench/contract/document.js';
import type { Requirements } from '../bench/contract/requirements.js';

export interface ReportOptions {
  /** Name of the written file without its extension. */
  readonly baseName: string;
  /** Of the reader; what a reporter says of them, it says from the decision aid's one implementation. */
  readonly requirements?: Requirements | undefined;
}

export interface ReportFile {
  /** Relative to the output folder. */
  readonly path: string;
  readonly content: string;
}

/** A file that grows with the trials of a run, and may be longer than a string can be. */
export interface LongReportFile {
  readonly path: string;
  /** Can be gone through once for each call of `render`. */
  readonly pieces: Iterable<string>;
}

/** Pure: the same document and options give the same files. */
export interface Reporter<File = ReportFile> {
  render(document: ResultsDocument, options: ReportOptions): File[];
}

/** What a terminal can show. */
export interface ScreenOptions {
  /** In columns. */
  readonly width: number;
  /** ANSI colours; without them the text holds no escape sequence. */
  readonly isColored: boolean;
  /** Whether blocks and other drawing characters appear as such. */
  readonly isUnicode: boolean;
}

/** Pure as well. @returns what is printed, ending with a newline */
export type ReportPrinter = (document: ResultsDocument, options: ScreenOptions) => string;
