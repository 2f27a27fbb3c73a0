/**
 * The Go benchmark format, for benchstat (golang.org/x/perf): one line for each trial with all that was measured in it, each metric having
 * a unit of its own (`boot-time-sec`), because benchstat knows directions by unit. `benchstat -col /environment report-go-benchmark.txt`
 * sets environments side by side; two files, two runs.
 */
import type { MetricDefinition, ResultsDocument, Unit } from '../../bench/contract/document.js';
import { type ExportedSeries, exportedSeries } from '../exchange/series.js';
import type { Reporter } from '../reporter.js';
import { printable } from '../view-model/text.js';

/** benchstat scales and prints `sec` and `B` by itself. */
const UNIT_NAMES: Readonly<Record<Unit, string>> = {
  second: 'sec',
  byte: 'B',
  'operation-per-second': 'ops/s',
  'second-per-operation': 'sec/op',
  ratio: 'ratio',
  count: 'count',
};

const BETTER: Readonly<Record<MetricDefinition['direction'], string>> = {
  'lower-is-better': ' better=lower',
  'higher-is-better': ' better=higher',
  neutral: '',
};

export const goBenchmarkReporter: Reporter = {
  render: (document, { baseName }) => {
    const series = exportedSeries(document);
    const used = [...new Map(series.map(({ metric }) => [metric.id, metric])).values()];
    const lines = [
      ...configuration(document),
      '',
      ...used.map((metric) => `Unit ${formatUnit(metric)}${BETTER[metric.direction]} assume=nothing`),
      '',
      ...resultLines(series),
    ];
    return [{ path: `${baseName}-go-benchmark.txt`, content: `${lines.join('\n')}\n` }];
  },
};

function configuration({ generator, run, host }: ResultsDocument): string[] {
  const entries = {
    goos: 'linux',
    cpu: host.cpu.model,
    kernel: host.kernel.release,
    twinbench: generator.version,
    'twinbench-commit': generator.revision,
    run: run.id,
  };
  return Object.entries(entries)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}: ${printable(value)}`);
}

function formatUnit({ id, unit }: MetricDefinition): string {
  return `${id}-${UNIT_NAMES[unit]}`;
}

/** Trial by trial, within the benchmarks in the document's order. */
function resultLines(series: readonly ExportedSeries[]): string[] {
  const lines = new Map<string, string[]>();
  for (const one of series) {
    for (const { trialId, value } of one.values) {
      const key = JSON.stringify([benchmarkName(one), trialId]);
      const line = lines.get(key) ?? [benchmarkName(one), '1'];
      lines.set(key, [...line, String(value), formatUnit(one.metric)]);
    }
  }
  return [...lines.values()].map((fields) => fields.join(' '));
}

/** The last part never ends in `-NUMBER`, which benchstat would read as GOMAXPROCS. */
function benchmarkName({ environmentId, workloadId, accelerator }: ExportedSeries): string {
  const parts = [
    'BenchmarkTwinbench',
    `environment=${encodeURIComponent(environmentId)}`,
    ...(workloadId === undefined ? [] : [`workload=${encodeURIComponent(workloadId)}`]),
    `accelerator=${accelerator ?? 'none'}`,
  ];
  return parts.join('/');
}
