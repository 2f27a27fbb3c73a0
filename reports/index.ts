/** The reporters: one folder each, loaded when used, so that a command which renders nothing stays quick. */
import type { LongReportFile, Reporter, ReportFile, ReportPrinter } from './reporter.js';

export interface ReporterEntry {
  /** As given to `report --format`. */
  readonly id: string;
  readonly title: string;
  readonly load: () => Promise<Reporter<ReportFile | LongReportFile>>;
}

export const reporters: readonly ReporterEntry[] = [
  { id: 'html', title: 'one self-contained page', load: async () => (await import('./html/html.js')).htmlReporter },
  {
    id: 'md',
    title: 'Markdown for pull requests, at most 60 lines and 10 KB',
    load: async () => (await import('./markdown/markdown.js')).markdownReporter,
  },
  {
    id: 'md-full',
    title: 'Markdown with every table of the page',
    load: async () => (await import('./markdown-full/markdown-full.js')).markdownFullReporter,
  },
  { id: 'adr', title: 'a decision record, in MADR headings', load: async () => (await import('./adr/adr.js')).adrReporter },
  { id: 'json', title: 'the results document', load: async () => (await import('./json/json.js')).jsonReporter },
  { id: 'csv', title: 'one row for each figure of each trial', load: async () => (await import('./csv/csv.js')).csvReporter },
  {
    id: 'github-action-benchmark',
    title: 'two files, for the two directions that this action knows',
    load: async () => (await import('./benchmark-action/benchmark-action.js')).benchmarkActionReporter,
  },
  {
    id: 'bencher',
    title: 'Bencher Metric Format',
    load: async () => (await import('./bencher/bencher.js')).bencherReporter,
  },
  {
    id: 'go-benchmark',
    title: 'the Go benchmark format, for benchstat',
    load: async () => (await import('./go-benchmark/go-benchmark.js')).goBenchmarkReporter,
  },
  {
    id: 'openmetrics',
    title: "OpenMetrics text, for GitLab's metrics report",
    load: async () => (await import('./openmetrics/openmetrics.js')).openMetricsReporter,
  },
  {
    id: 'hyperfine',
    title: "hyperfine's JSON export, of all times",
    load: async () => (await import('./hyperfine/hyperfine.js')).hyperfineReporter,
  },
];

export interface PrinterEntry {
  /** As given to `report --format`. */
  readonly id: string;
  readonly title: string;
  readonly load: () => Promise<ReportPrinter>;
}

/** What is printed and not written. */
export const printers: readonly PrinterEntry[] = [
  {
    id: 'terminal',
    title: 'the summary that a run ends with, on stdout',
    load: async () => (await import('./terminal/terminal.js')).renderTerminal,
  },
];
