/**
 * hyperfine's `--export-json`: one result for each series that is a time, with every value in seconds, for the scripts that plot and compare
 * such files. The format demands `user` and `system` CPU seconds, which are no part of these series: they are 0, and
 * `parameters.cpu_time` says that they were not measured.
 */
import { type ExportedSeries, exportedSeries, seriesName } from '../exchange/series.js';
import type { Reporter } from '../reporter.js';

export const hyperfineReporter: Reporter = {
  render: (document, { baseName }) => {
    const results = exportedSeries(document)
      .filter(({ metric }) => metric.unit === 'second')
      .map(makeResult);
    return [{ path: `${baseName}-hyperfine.json`, content: `${JSON.stringify({ results }, null, 1)}\n` }];
  },
};

/** Only trials that completed have values, so every exit code is 0. */
function makeResult(one: ExportedSeries) {
  const { mean, standardDeviation, median, min, max } = one.summary;
  return {
    command: seriesName(one),
    mean,
    stddev: standardDeviation ?? null,
    median,
    user: 0,
    system: 0,
    min,
    max,
    times: one.values.map(({ value }) => value),
    exit_codes: one.values.map(() => 0),
    parameters: {
      metric: one.metric.id,
      environment: one.environmentId,
      ...(one.workloadId !== undefined && { workload: one.workloadId }),
      ...(one.accelerator !== undefined && { accelerator: one.accelerator }),
      cpu_time: 'not measured',
    },
  };
}
