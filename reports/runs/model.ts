/** What a page of several runs shows: plain objects with every text written. Absent things are null or empty, never missing. */
import type { AnswerFigure, Tone } from '../view-model/answer/model.js';
import type { DotChart } from '../view-model/chart.js';
import type { EnvironmentView, Fact, KeyEntry, Table } from '../view-model/model.js';

export interface RunView {
  /** `A`, `B`, …: what the page calls it. */
  readonly letter: string;
  /** As the user named it. */
  readonly name: string;
  /** Day and time. */
  readonly started: string;
  readonly host: string;
  /** Whether its figures may be held against those of A, in a sentence. */
  readonly relation: string;
}

/** What one run says to one question. */
export interface RunAnswer {
  readonly letter: string;
  readonly finding: string;
  readonly figures: readonly AnswerFigure[];
  /** That measures it; empty where it was measured. */
  readonly command: string;
}

export interface QuestionView {
  readonly id: string;
  readonly question: string;
  readonly claim: string;
  /** One for each run, in their order. */
  readonly answers: readonly RunAnswer[];
}

export interface ValueView {
  readonly letter: string;
  /** With its unit; `–` where nothing was measured. */
  readonly value: string;
  /** Interval or range, and n; why there is none. */
  readonly detail: string;
}

/** A run against A. */
export interface DifferenceView {
  readonly letter: string;
  /** `+0.242 %`; empty where nothing is compared. */
  readonly effect: string;
  readonly interval: string;
  /** `not decided (1 / 1 runs)`, `not comparable`, … */
  readonly words: string;
  readonly tone: Tone;
  /** Numbers of the notes that say why. */
  readonly notes: readonly number[];
}

export interface FigureRow {
  readonly slot: number;
  readonly environmentId: string;
  readonly environment: string;
  /** Id, for filters; empty where all workloads are pooled. */
  readonly workloadId: string;
  readonly workload: string;
  readonly values: readonly ValueView[];
  readonly differences: readonly DifferenceView[];
}

export interface RunsFigure {
  readonly id: string;
  readonly description: string;
  readonly chart: DotChart;
  readonly key: readonly KeyEntry[];
}

export interface RunsMetric {
  readonly id: string;
  readonly title: string;
  readonly direction: string;
  /** True: a row for each workload, shown when opened. */
  readonly isFolded: boolean;
  readonly rows: readonly FigureRow[];
  /** All runs on one scale; null where workloads differ too much for one. */
  readonly figure: RunsFigure | null;
}

export interface RunsView {
  /** A sentence: what can be held against what. */
  readonly title: string;
  /** Hosts and days, for the page's title. */
  readonly place: string;
  readonly summary: string;
  readonly runs: readonly RunView[];
  /** All but A. */
  readonly others: readonly RunView[];
  readonly leftOut: readonly Fact[];
  /** What must be known before the first figure, a sentence each. */
  readonly cautions: readonly string[];
  readonly environments: readonly EnvironmentView[];
  readonly questions: readonly QuestionView[];
  readonly metrics: readonly RunsMetric[];
  /** Why figures are not compared, or nothing is decided; numbered from 1. */
  readonly notes: readonly { readonly number: number; readonly text: string }[];
  readonly conditions: Table;
  readonly generator: string;
}
