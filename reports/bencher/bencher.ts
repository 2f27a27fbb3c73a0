/**
 * Bencher Metric Format: `{ benchmark: { measure: { value, lower_value, upper_value } } }`, in base units. The benchmark is
 * `ENVIRONMENT[/WORKLOAD]` and the measure is the metric, because Bencher's thresholds, which know one direction, belong to measures.
 */
import { type ExportedSeries, environmentName, exportedSeries } from '../exchange/series.js';
import type { Reporter } from '../reporter.js';
import { shorten } from '../view-model/text.js';

/** Bencher's own limits. */
const MAX_BENCHMARK_LENGTH = 1_024;
const MAX_MEASURE_LENGTH = 64;

export const bencherReporter: Reporter = {
  render: (document, { baseName }) => {
    const benchmarks = new Map<string, Map<string, object>>();
    for (const one of exportedSeries(document)) {
      const name = benchmarkName(one);
      const measures = benchmarks.get(name) ?? new Map<string, object>();
      benchmarks.set(name, measures.set(measureSlug(one.metric.id), makeMetric(one)));
    }
    const plain = Object.fromEntries([...benchmarks].map(([name, measures]) => [name, Object.fromEntries(measures)]));
    return [{ path: `${baseName}-bencher.json`, content: `${JSON.stringify(plain, null, 1)}\n` }];
  },
};

function benchmarkName(one: ExportedSeries): string {
  const name = one.workloadId === undefined ? environmentName(one) : `${environmentName(one)}/${one.workloadId}`;
  return shorten(name, MAX_BENCHMARK_LENGTH);
}

/** Slugs have no dots. */
function measureSlug(metricId: string): string {
  return shorten(metricId.replaceAll('.', '-'), MAX_MEASURE_LENGTH);
}

/** The interval of the median; absent where n allows none. */
function makeMetric({ summary: { median, interval } }: ExportedSeries) {
  return { value: median, ...(interval && { lower_value: interval.low, upper_value: interval.high }) };
}
