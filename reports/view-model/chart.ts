/**
 * What a chart shows, ready to draw: values in shown units, every label written. Plain JSON: embedded in the page.
 * `slot` numbers an environment; a slot has one colour and one point shape everywhere.
 */

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export interface Axis {
  readonly scale: 'linear' | 'logarithmic';
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly Tick[];
  readonly title: string;
}

/** Horizontal bars made of parts. */
export interface StackChart {
  readonly kind: 'stack';
  readonly axis: Axis;
  readonly rows: readonly {
    readonly label: string;
    /** For narrow pages. */
    readonly shortLabel: string;
    readonly slot: number;
    /** Written at the end of the bar. */
    readonly total: string;
    /** First part at the axis. `text` is shown on hover; `shade` is the same for a part in every row. */
    readonly segments: readonly {
      readonly label: string;
      readonly value: number;
      readonly text: string;
      readonly shade: number;
    }[];
  }[];
}

/** One row per subject, one dot per environment, with a bar for its interval or range where there is one. */
export interface DotChart {
  readonly kind: 'dots';
  readonly axis: Axis;
  readonly reference: { readonly value: number; readonly label: string } | null;
  readonly rows: readonly {
    readonly label: string;
    readonly marks: readonly {
      readonly slot: number;
      readonly value: number;
      readonly low: number | null;
      readonly high: number | null;
      readonly text: string;
    }[];
  }[];
}

/** Every value as a point, in the order in which the trials ran from the top of a strip to its bottom. */
export interface StripChart {
  readonly kind: 'strip';
  readonly axis: Axis;
  readonly rows: readonly {
    readonly label: string;
    readonly slot: number;
    /** The median as a quantity, under the label. */
    readonly medianLabel: string;
    readonly median: number;
    readonly low: number | null;
    readonly high: number | null;
    /** Those of contaminated blocks are drawn as outlines and count in no figure. */
    readonly points: readonly { readonly value: number; readonly text: string; readonly isContaminated: boolean }[];
  }[];
}

/** Values against the order in which the trials ran. */
export interface OrderChart {
  readonly kind: 'order';
  readonly x: Axis;
  readonly y: Axis;
  readonly reference: number;
  readonly series: readonly {
    readonly slot: number;
    readonly label: string;
    readonly points: readonly {
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly isContaminated: boolean;
    }[];
  }[];
}

/** One quantity against another, with points, with lines, or as a filled course. */
export interface LineChart {
  readonly kind: 'lines';
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly {
    readonly slot: number;
    readonly style: 'points' | 'line' | 'area';
    readonly points: readonly { readonly x: number; readonly y: number; readonly text: string }[];
  }[];
  /** True: a small one among many. */
  readonly isLow: boolean;
}

/** The course of one figure over many runs, oldest at the left; the place of a mark, not its time, is its x. */
export interface TrendChart {
  readonly kind: 'trend';
  readonly x: Axis;
  readonly y: Axis;
  readonly slot: number;
  readonly marks: TrendMarks;
  readonly levels: readonly {
    readonly from: number;
    readonly to: number;
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
  }[];
  /** Upright lines, with a label at the top. */
  readonly events: readonly {
    readonly x: number;
    readonly label: string;
    readonly tone: 'worse' | 'better' | 'neutral' | 'accepted';
    readonly isEarly: boolean;
  }[];
  /** Where the next run is in line, at the right end. */
  readonly prediction: { readonly from: number; readonly to: number; readonly low: number; readonly high: number } | null;
}

/** Columns, one place for each mark, which is its x too: a long history's page holds twenty thousand marks. */
export interface TrendMarks {
  /** So many first ones stand for several runs each, their bars from the least to the largest. */
  readonly groups: number;
  readonly y: readonly number[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly text: readonly string[];
  /** Places drawn as outlines: runs with contaminated blocks, or refused by a gate. */
  readonly outlined: readonly number[];
}

export type Chart = StackChart | DotChart | StripChart | OrderChart | LineChart;

/** Of any page. */
export type PageChart = Chart | TrendChart;
