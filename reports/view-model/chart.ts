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

/** What a bar around a value is: an interval says how sure the value is, a range no more than which values there are. */
export type Spread = 'interval' | 'range';

/** Horizontal bars made of parts. */
export interface StackChart {
  readonly kind: 'stack';
  readonly axis: Axis;
  readonly rows: readonly {
    readonly label: string;
    readonly slot: number;
    /** Written behind the label. */
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
    /** What it is about, for filters, as `formatAbout` writes it; may be empty. */
    readonly about: string;
    readonly marks: readonly {
      readonly slot: number;
      readonly value: number;
      readonly low: number | null;
      readonly high: number | null;
      readonly spread: Spread;
      readonly text: string;
    }[];
  }[];
}

/** Of many values in place of the values themselves. */
export interface QuantileBar {
  readonly min: number;
  readonly p5: number;
  readonly p25: number;
  readonly p75: number;
  readonly p95: number;
  readonly max: number;
}

/** Every value as a point, in the order in which the trials ran from the top of a strip to its bottom; of many values their quantiles. */
export interface StripChart {
  readonly kind: 'strip';
  /** Contaminated values have no say in it, and may lie beyond. */
  readonly axis: Axis;
  readonly rows: readonly {
    readonly label: string;
    readonly slot: number;
    /** The median as a quantity, behind the label. */
    readonly medianLabel: string;
    readonly median: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly spread: Spread;
    /** Null where the points are drawn. */
    readonly quantiles: QuantileBar | null;
    /** Those of contaminated blocks are drawn as outlines and count in no figure. Empty where quantiles are drawn. */
    readonly points: readonly { readonly value: number; readonly text: string; readonly isContaminated: boolean }[];
  }[];
}

/** Columns, one place for each point: a long run has tens of thousands. */
export interface PointColumns {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Shown on hover. */
  readonly text: readonly string[];
}

/** Values against the order in which the trials ran. */
export interface OrderChart {
  readonly kind: 'order';
  readonly x: Axis;
  /** Contaminated values have no say in it, and may lie beyond. */
  readonly y: Axis;
  readonly reference: number;
  readonly series: readonly {
    readonly slot: number;
    readonly label: string;
    readonly points: PointColumns;
    /** Places drawn as outlines: trials in contaminated blocks. */
    readonly outlined: readonly number[];
  }[];
}

/** One quantity against another, with points, with lines, as a filled course, or as the band between pairs of points. */
export interface LineChart {
  readonly kind: 'lines';
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly {
    readonly slot: number;
    /** `extrapolated`: a line beyond what was measured. `band`: out along one limit and back along the other. */
    readonly style: 'points' | 'line' | 'extrapolated' | 'area' | 'band';
    readonly points: PointColumns;
  }[];
  /** True: a small one among many. */
  readonly isLow: boolean;
}

/** Which share of the values is at most so large, and a limit that the reader moves. */
export interface CurveChart {
  readonly kind: 'curve';
  readonly x: Axis;
  readonly y: Axis;
  /** Of the values; for the words about the limit. */
  readonly unit: string;
  /** What was counted: `start`. */
  readonly noun: string;
  /** Where the limit stands at first. */
  readonly limit: number;
  readonly series: readonly {
    readonly slot: number;
    readonly label: string;
    /** So many values are behind the curve. */
    readonly n: number;
    /** Ascending; of many values some. */
    readonly values: readonly number[];
    /** Share of all values that are at most as large as the value in the same place, in percent. */
    readonly shares: readonly number[];
  }[];
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

export type Chart = StackChart | DotChart | StripChart | OrderChart | LineChart | CurveChart;

/** Those that the page's script draws; the others are drawn when the page is made. */
export type ScriptedChart = OrderChart | LineChart | CurveChart;

/** Of a chart that is drawn with the page: what is said of its marks, in their order. */
export interface Hints {
  readonly kind: 'hints';
  readonly hints: readonly string[];
}

/** What the script of any page draws. */
export type PageChart = ScriptedChart | TrendChart;

export function isScripted(chart: Chart): chart is ScriptedChart {
  return chart.kind === 'order' || chart.kind === 'lines' || chart.kind === 'curve';
}
