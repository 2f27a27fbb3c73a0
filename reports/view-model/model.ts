/** What a report shows: plain objects and arrays with every text written. Absent things are null, never missing. */
import type { Answer, Tone, VerdictKind } from './answer/model.js';
import type { Chart } from './chart.js';
import type { EnvironmentView } from './environment-view.js';
import type { Filters } from './filters.js';
import type { Term } from './glossary.js';

export type { EnvironmentView };

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface CaveatView {
  readonly severity: 'severe' | 'notable';
  readonly title: string;
  readonly text: string;
}

interface Cell {
  readonly text: string;
  readonly isNumber: boolean;
}

export interface Row {
  /** Shade of the part that the row is about, as its chart draws it, from 1; 0: the row is about no part. */
  readonly shade: number;
  /** Whether the row is about the environment of this slot; else the slot means nothing. */
  readonly hasSlot: boolean;
  readonly slot: number;
  /** Id of the figure that the row belongs to, in a table of several; else empty. */
  readonly figure: string;
  /** What it is about, for filters: `environment,baseline,workload,verdict`, as `formatAbout` writes it; may be empty. */
  readonly about: string;
  readonly header: string;
  readonly cells: readonly Cell[];
}

export interface Table {
  readonly caption: string;
  /** `n2 n5`: the places of the columns of numbers, from 1. On every cell the same would be half of a long table. */
  readonly numberColumns: string;
  readonly columns: readonly { readonly label: string; readonly isNumber: boolean }[];
  readonly rows: readonly Row[];
}

/** A chart, what it says in one sentence, and its figures as a table. */
export interface Figure {
  /** Unique in the report; `[a-z0-9-]+`. */
  readonly id: string;
  /** Id of the one workload that it is about; else empty. */
  readonly workload: string;
  /** What it shows. */
  readonly title: string;
  /** What is to be seen in it, in one sentence; empty where nothing can be said. */
  readonly finding: string;
  readonly caption: string;
  readonly description: string;
  /** Environments that need a key, because the chart does not name them itself. */
  readonly legend: readonly EnvironmentView[];
  /** What its lines and bars mean. */
  readonly key: readonly KeyEntry[];
  readonly chart: Chart;
  /** Null when the group's table holds the figures. */
  readonly table: Table | null;
  /** True: the table is folded under the chart; false: it stands beside it. */
  readonly isTableFolded: boolean;
}

/** A sign of a chart and what it stands for. */
export interface KeyEntry {
  readonly glyph: 'interval' | 'range' | 'band' | 'quantiles' | 'excluded' | 'extrapolated' | 'uncertainty';
  readonly text: string;
}

export interface FigureGroup {
  /** Empty where the section's title says enough. */
  readonly title: string;
  readonly text: string;
  /** `single`: one below the other, its table beside it; `pair`: two side by side; `grid`: small ones, four side by side. */
  readonly layout: 'single' | 'pair' | 'grid';
  /** What lines and bars mean in all of its charts. */
  readonly key: readonly KeyEntry[];
  readonly figures: readonly Figure[];
  /** The figures of all its charts; null when each has its own. */
  readonly table: Table | null;
  /** Figures that no chart shows; they stand open under the charts. */
  readonly tables: readonly Table[];
  /** True: secondary, shown when opened. */
  readonly isFolded: boolean;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  /** The title in the list of contents. */
  readonly navigation: string;
  readonly text: string;
  readonly groups: readonly FigureGroup[];
}

/** A figure divided by that of another environment. */
export interface RatioView {
  /** `2.77× bare`; of several workloads the range. */
  readonly text: string;
  /** Interval; empty where n allows none, and for several workloads. */
  readonly spread: string;
  /** `+412 ms [+398, +431]`; empty where the document has none, and for several workloads. */
  readonly difference: string;
  readonly verdict: string;
  /** What a reader may ask next, in a sentence; else empty. */
  readonly detail: string;
  readonly tone: Tone;
  /** Explained in the glossary as `term-<kind>`. */
  readonly term: VerdictKind;
}

export interface HeadlineCell {
  readonly slot: number;
  readonly environment: string;
  /** Empty where workloads are measured separately: their figures have no common value, only ratios. */
  readonly value: string;
  readonly unit: string;
  /** Interval, or range where n allows none; of bare where workloads are measured separately, that it is the reference. */
  readonly spread: string;
  /** `n = 10`, or workloads and n; says `not measured` where nothing was. */
  readonly sampleSize: string;
  /** Against bare first. Empty for bare itself and where nothing can be compared. */
  readonly ratios: readonly RatioView[];
  readonly caveats: readonly Remark[];
}

/** What a reader must know beside a ratio, in two or three words and in a sentence. */
export interface Remark {
  readonly text: string;
  readonly explanation: string;
}

export interface HeadlineRow {
  readonly metric: string;
  readonly direction: string;
  readonly cells: readonly HeadlineCell[];
}

export interface FailedTrial {
  readonly trialId: string;
  readonly environment: string;
  readonly slot: number;
  readonly workload: string;
  readonly block: string;
  readonly status: string;
  readonly message: string;
  readonly detail: string;
}

export interface WarningView {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export interface ViewModel {
  readonly answer: Answer;
  /** What a reader can leave out. */
  readonly filters: Filters;
  readonly title: string;
  readonly summary: string;
  readonly facts: readonly Fact[];
  /** Those that the headline has a column for. */
  readonly environments: readonly EnvironmentView[];
  readonly caveats: readonly CaveatView[];
  /** What must be read before the first figure, in a line; empty without a severe caveat. */
  readonly alert: string;
  readonly headline: readonly HeadlineRow[];
  readonly headlineNote: string;
  /** Every remark that stands beside a ratio of this report. */
  readonly remarks: readonly Remark[];
  /** What else was found, a line each, for where there is no room for sections. */
  readonly brief: readonly Fact[];
  /** Those for which the document has figures. */
  readonly sections: readonly Section[];
  readonly failedTrials: readonly FailedTrial[];
  readonly method: { readonly notes: readonly Fact[]; readonly definitions: Table; readonly comparisons: Table };
  /** `69 of 75 trials count: 3 warm-up, 3 contaminated`. */
  readonly countedTrials: string;
  readonly glossary: readonly Term[];
  /** How to measure the same again; the command is empty where the document cannot tell. */
  readonly reproduce: { readonly command: string; readonly facts: readonly Fact[] };
  readonly host: readonly Fact[];
  readonly environmentTable: Table;
  /** Those that no caveat states. */
  readonly warnings: readonly WarningView[];
  readonly generator: string;
}
