/**
 * OpenMetrics 1.0 text: one gauge for each metric, its medians rounded to three significant digits. GitLab's metrics report compares values as
 * text and shows each that changed, so nothing is in here that differs between equal runs: no time, no run id, no interval.
 */
import type { MetricDefinition, Unit } from '../../bench/contract/document.js';
import { type ExportedSeries, exportedSeries } from '../exchange/series.js';
import type { Reporter } from '../reporter.js';
import { printable } from '../view-model/text.js';

/** A family's name must end with its unit; a plain count has none. */
const UNIT_NAMES: Readonly<Record<Unit, string>> = {
  second: 'seconds',
  byte: 'bytes',
  'operation-per-second': 'operations_per_second',
  'second-per-operation': 'seconds_per_operation',
  ratio: 'ratio',
  count: '',
};

const SIGNIFICANT_DIGITS = 3;

export const openMetricsReporter: Reporter = {
  render: (document, { baseName }) => {
    const series = exportedSeries(document);
    const families = [...new Set(series.map(({ metric }) => metric.id))];
    const lines = families.flatMap((id) => familyLines(series.filter(({ metric }) => metric.id === id)));
    return [{ path: `${baseName}-openmetrics.txt`, content: `${[...lines, '# EOF'].join('\n')}\n` }];
  },
};

function familyLines(series: readonly ExportedSeries[]): string[] {
  const [first] = series;
  if (first === undefined) return [];
  const name = familyName(first.metric);
  const unit = UNIT_NAMES[first.metric.unit];
  return [
    `# TYPE ${name} gauge`,
    ...(unit === '' ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escapeText(`${first.metric.title}, median`)}`,
    ...series.map((one) => `${name}{${labels(one)}} ${Number(one.summary.median.toPrecision(SIGNIFICANT_DIGITS))}`),
  ];
}

/** Metric ids hold lower-case letters, digits, dashes and dots only. */
function familyName({ id, unit }: MetricDefinition): string {
  return ['twinbench', id.replace(/[-.]/g, '_'), UNIT_NAMES[unit]].filter((part) => part !== '').join('_');
}

function labels({ environmentId, workloadId, accelerator }: ExportedSeries): string {
  const pairs = { environment: environmentId, accelerator, workload: workloadId };
  return Object.entries(pairs)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${escapeText(value)}"`]))
    .join(',');
}

function escapeText(text: string): string {
  return printable(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
