/** What a reporter is: a pure function from the results document to files. */
import type { ResultsDocument } from '../bench/contract/document.js';

export interface ReportOptions {
  /** Name of the written file without its extension. */
  readonly baseName: string;
}

export interface ReportFile {
  /** Relative to the output folder. */
  readonly path: string;
  readonly content: string;
}

/** Pure: the same document and options give the same files. */
export interface Reporter {
  render(document: ResultsDocument, options: ReportOptions): ReportFile[];
}
