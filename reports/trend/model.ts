/** What a trend page shows: plain objects and arrays with every text written. */
import type { TrendChart } from '../view-model/chart.js';
import type { CaveatView, Fact, Table } from '../view-model/model.js';

export interface TrendOption {
  /** As the figures' `data-` attributes hold it. */
  readonly value: string;
  readonly label: string;
}

export interface TrendFigure {
  /** Unique in the page; `[a-z0-9-]+`. */
  readonly id: string;
  readonly title: string;
  readonly slot: number;
  readonly caption: string;
  readonly description: string;
  readonly chart: TrendChart;
  readonly levels: Table;
  readonly runs: Table;
  readonly environment: string;
  readonly workload: string;
  /** Whether an alarm is of this series. */
  readonly hasAlarm: boolean;
}

export interface TrendMetric {
  readonly id: string;
  readonly metric: string;
  readonly title: string;
  readonly text: string;
  readonly figures: readonly TrendFigure[];
  /** Parts and metrics that decide nothing are folded. */
  readonly isFolded: boolean;
}

export interface AlarmView {
  /** Of the figure that it is about. */
  readonly figureId: string;
  /** `unconfirmed`: a single run, or a few, which chance may explain. */
  readonly kind: 'worse' | 'better' | 'neutral' | 'unconfirmed';
  readonly what: string;
  readonly series: string;
  readonly size: string;
  readonly since: string;
  readonly commit: string;
}

export interface TrendView {
  readonly title: string;
  readonly summary: string;
  readonly facts: readonly Fact[];
  readonly caveats: readonly CaveatView[];
  readonly environments: readonly TrendOption[];
  readonly metricOptions: readonly TrendOption[];
  readonly workloads: readonly TrendOption[];
  readonly alarms: readonly AlarmView[];
  readonly metrics: readonly TrendMetric[];
  readonly notes: readonly Fact[];
  readonly skipped: readonly Fact[];
  readonly generator: string;
}
