/** What the top of every report says: the answer in a sentence, and one row for each question that the claims raise. All text, ready to show. */

/**
 * What a verdict is coloured by: whether the difference matters, not whether it is significant. `worse` and `better` only where a difference is
 * shown, is beyond what matters in practice, and nothing was emulated; `same` where none that matters is there; `open` where nothing is decided;
 * `unjudged` for emulated and missing figures.
 */
export type Tone = 'worse' | 'better' | 'same' | 'open' | 'unjudged';

/** What a verdict is, for filters and for the glossary, where it is explained as `term-<kind>`. */
export type VerdictKind = 'shown' | 'same' | 'few' | 'open' | 'emulated' | 'unmeasured' | 'neutral';

export interface VerdictView {
  readonly kind: VerdictKind;
  /** From the one list of words, see verdict-words.ts. */
  readonly words: string;
  readonly tone: Tone;
  /** What a reader may ask next, in a sentence; else empty. */
  readonly detail: string;
}

export interface AnswerFigure {
  readonly environmentId: string;
  readonly slot: number;
  readonly environment: string;
  /** `32.8 ms`; `–` where nothing was measured. */
  readonly value: string;
  /** `[31.9, 33.4] ms`, or the range where n allows no interval; may be empty. */
  readonly spread: string;
  /** `n = 12`, `emulated`, or why there is none; may be empty. */
  readonly note: string;
  readonly isEmulated: boolean;
}

/** How an environment differs from the reference, or a guest from a container. */
export interface AnswerDifference {
  readonly slot: number;
  readonly environment: string;
  /** Short name of what it is held against. */
  readonly reference: string;
  /** `+2.7 ms [+0.5, +3.8]`. */
  readonly difference: string;
  /** `1.06 times`; empty where no ratio is given, as below 6 pairs with three digits. */
  readonly ratio: string;
  readonly verdict: VerdictView;
}

/** A figure, and how it differs from others. */
interface AnswerColumn extends AnswerFigure {
  readonly differences: readonly AnswerDifference[];
}

export interface AnswerRow {
  /** Of the question; also its place in the page, `answer-<id>`. */
  readonly id: string;
  /** `How long until the program runs?` */
  readonly question: string;
  /** The article's claim that it tests. */
  readonly claim: string;
  /** What this host shows, in one sentence. */
  readonly finding: string;
  readonly figures: readonly AnswerFigure[];
  readonly differences: readonly AnswerDifference[];
  /** The same, environment by environment. */
  readonly columns: readonly AnswerColumn[];
  /** Id of the section with the evidence; empty where the question was not measured. */
  readonly evidence: string;
  /** That measures it; empty where it was measured. */
  readonly command: string;
}

export interface Answer {
  /** The title of the report: a sentence. */
  readonly title: string;
  /** Host and date, for the page's title and the line under the sentence. */
  readonly place: string;
  readonly rows: readonly AnswerRow[];
}
