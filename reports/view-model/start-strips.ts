/** Every start that counts as a place on one scale, environment by environment: for strips that are drawn with characters. */
import type { ResultsDocument, Series } from '../../bench/contract/document.js';
import { findSpoken } from './answer/metric-question.js';
import { SPOKEN_STARTS } from './answer/start.js';
import { createContext, metricTitle } from './context.js';
import type { EnvironmentView } from './model.js';
import { formatAlone, formatQuantity, pickScale } from './quantity.js';

export interface StartStrips {
  /** Of the metric: `Time to program`. */
  readonly title: string;
  /** Both ends of the scale, `0.74 ms` and `3.4 s`. */
  readonly low: string;
  readonly high: string;
  /** Where the slowest takes many times as long as the fastest, each step along the scale is a factor. */
  readonly isLogarithmic: boolean;
  readonly rows: readonly StartStrip[];
}

export interface StartStrip {
  readonly environment: string;
  readonly median: string;
  /** From 0, the low end, to 1. */
  readonly places: readonly number[];
}

/** Ratio of the slowest to the fastest from which the scale is logarithmic. */
const FAR_APART = 8;

/** Null where no start was measured. */
export function makeStartStrips(document: ResultsDocument): StartStrips | null {
  const context = createContext(document);
  const metric = findSpoken(context, SPOKEN_STARTS)?.metric;
  if (metric === undefined) return null;
  const own = document.series.filter(({ metricId, workloadId }) => metricId === metric.id && workloadId === undefined);
  const rows = context.allEnvironments.flatMap((environment) => {
    const series = own.find(({ environmentId }) => environmentId === environment.id);
    const values = series === undefined ? [] : countedValues(series, document.noise?.excluded === true);
    return series === undefined || values.length === 0 ? [] : [{ environment, series, values }];
  });
  const all = rows.flatMap(({ values }) => values);
  return all.length === 0 ? null : { title: metricTitle(metric), ...placeOnScale(rows, findRange(all)) };
}

/** Where too many blocks are contaminated to leave them out, all count. */
function countedValues({ points }: Series, isExcluding: boolean): number[] {
  return points.flatMap(({ value, contaminated }) => (isExcluding && contaminated === true ? [] : [value]));
}

interface MeasuredStarts {
  readonly environment: EnvironmentView;
  readonly series: Series;
  readonly values: readonly number[];
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function findRange(values: readonly number[]): Range {
  return values.reduce<Range>(({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }), {
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
  });
}

function placeOnScale(rows: readonly MeasuredStarts[], { low, high }: Range): Omit<StartStrips, 'title'> {
  const isLogarithmic = low > 0 && high > FAR_APART * low;
  const along = isLogarithmic ? Math.log : (value: number) => value;
  const length = along(high) - along(low);
  const scale = pickScale(
    'second',
    rows.map(({ series }) => series.summary.median),
  );
  return {
    low: formatAlone('second', low),
    high: formatAlone('second', high),
    isLogarithmic,
    rows: rows.map(({ environment, series, values }) => ({
      environment: environment.name,
      median: formatQuantity(scale, series.summary.median),
      places: values.map((value) => (length === 0 ? MIDDLE : (along(value) - along(low)) / length)),
    })),
  };
}

/** Of values that are all the same. */
const MIDDLE = 0.5;
