/**
 * Input of github-action-benchmark: an array of `{ name, unit, value, range, extra }`. That action knows one direction for a whole file, so
 * there are two files, `customSmallerIsBetter` and `customBiggerIsBetter`; metrics of neither direction are in none, and a file that would be
 * empty, which the action refuses, is not written.
 */
import type { MetricDefinition, ResultsDocument, Unit } from '../../bench/contract/document.js';
import { type ExportedSeries, exportedSeries, seriesName } from '../exchange/series.js';
import type { Reporter, ReportFile } from '../reporter.js';
import type { Scale } from '../view-model/quantity.js';
import { printable } from '../view-model/text.js';

/** One for each unit, whatever the size: the action compares numbers of different days, and its charts have one axis. */
const SCALES: Readonly<Record<Unit, Scale>> = {
  second: { factor: 1e-3, unit: 'ms' },
  byte: { factor: 2 ** 20, unit: 'MiB' },
  'operation-per-second': { factor: 1, unit: 'ops/s' },
  'second-per-operation': { factor: 1e-6, unit: 'us/op' },
  ratio: { factor: 1e-2, unit: '%' },
  count: { factor: 1, unit: 'count' },
};

const FILES: readonly { readonly direction: MetricDefinition['direction']; readonly suffix: string }[] = [
  { direction: 'lower-is-better', suffix: 'smaller-is-better' },
  { direction: 'higher-is-better', suffix: 'bigger-is-better' },
];

export const benchmarkActionReporter: Reporter = {
  render: (document, { baseName }) => {
    const series = exportedSeries(document);
    return FILES.flatMap(({ direction, suffix }): ReportFile[] => {
      const entries = series.filter(({ metric }) => metric.direction === direction).map((one) => makeEntry(one, document));
      return entries.length === 0
        ? []
        : [{ path: `${baseName}-${suffix}.json`, content: `${JSON.stringify(entries, null, 1)}\n` }];
    });
  },
};

function makeEntry(one: ExportedSeries, { run }: ResultsDocument) {
  const { factor, unit } = SCALES[one.metric.unit];
  const { median, interval, n } = one.summary;
  return {
    name: seriesName(one),
    unit,
    value: median / factor,
    ...(interval && { range: formatRange(Math.max(interval.high - median, median - interval.low) / factor) }),
    extra: `median of n = ${n}\nrun ${printable(run.id)}`,
  };
}

/** The action draws error bars from `± NUMBER` with at least two digits. */
function formatRange(halfWidth: number): string {
  return `± ${Number(halfWidth.toPrecision(3)).toFixed(decimalsFor(halfWidth))}`;
}

function decimalsFor(value: number): number {
  return value === 0 ? 1 : Math.min(12, Math.max(1, 2 - Math.floor(Math.log10(value))));
}
