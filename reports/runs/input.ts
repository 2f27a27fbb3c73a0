/** What a page of several runs is made from: the documents, and what was found of whether they can be compared. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import type { GateVerdict } from '../../bench/contract/verdict.js';

export interface RunInput {
  /** As the user named it. */
  readonly name: string;
  readonly document: ResultsDocument;
  /** Of this run held against the first one; null for the first itself. */
  readonly verdict: GateVerdict | null;
}

/** Named, and not shown. */
export interface LeftOut {
  readonly name: string;
  /** A sentence, with what to do. */
  readonly because: string;
}

export interface RunsInput {
  /** At least one; the first is what the others are held against. */
  readonly runs: readonly RunInput[];
  readonly leftOut: readonly LeftOut[];
}
