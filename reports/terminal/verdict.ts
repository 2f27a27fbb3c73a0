/** A verdict for a terminal: the status, a table or list of the metrics, the worst first, and what has no counterpart. */
import CliTable from 'cli-table3';
import type { GateMetric, GateVerdict, Unpaired } from '../../bench/contract/verdict.js';
import { worstFirst } from '../ci/order.js';
import type { VerdictReporter } from '../ci/verdict-reporter.js';
import {
  formatEffect,
  formatInterval,
  formatSampleSize,
  formatSides,
  formatStatus,
  listReasons,
  listRemarks,
  name,
  sentence,
  statusLine,
} from '../ci/words.js';
import { formatCount } from '../view-model/text.js';
import { wrapped } from './layout.js';
import { colored, type Paint, plain, type Style } from './paint.js';
import { ordinarySpaces } from './spaces.js';
import type { TerminalOptions } from './terminal.js';

const MIN_TABLE_WIDTH = 100;
/** A metric that passes needs no line of its own in a long list. */
const MAX_ROWS = 40;
const MAX_REASONS = 5;
const MAX_LISTED = 10;

export const verdictTextReporter: VerdictReporter = {
  render: (verdict, { baseName }) => [
    { path: `${baseName}.txt`, content: renderVerdict(verdict, { width: 140, isColored: false }) },
  ],
};

/** Ends with a newline. */
export function renderVerdict(verdict: GateVerdict, { width, isColored }: TerminalOptions): string {
  const paint = isColored ? colored : plain;
  const metrics = worstFirst(verdict.metrics);
  const blocks = [
    metrics.length === 0 ? '' : metricBlock(metrics, width, paint),
    reasonBlock(metrics, width, paint),
    ...listBlock('Missing in the candidate', verdict.missing, width, paint),
    ...listBlock('Not comparable', verdict.notComparable, width, paint),
    ...listBlock('New, compared with nothing', verdict.added, width, paint),
    listRemarks(verdict)
      .map((remark) => wrapped(`${paint('yellow', 'Warning:')} ${remark}`, width, '  '))
      .join('\n'),
    // Last, since that is what stays in sight.
    [paint(STATUS_STYLES[verdict.status], statusLine(verdict)), wrapped(sentence(verdict.reason), width)].join('\n'),
  ];
  return ordinarySpaces(`${blocks.filter((block) => block !== '').join('\n\n')}\n`);
}

const STATUS_STYLES: Readonly<Record<GateVerdict['status'], Style>> = {
  pass: 'green',
  regressed: 'red',
  undecided: 'yellow',
  'not-comparable': 'yellow',
  failed: 'red',
};

const METRIC_STYLES: Readonly<Record<GateMetric['status'], Style>> = {
  pass: 'green',
  regressed: 'red',
  failed: 'red',
  unconfirmed: 'yellow',
  undecided: 'yellow',
  'not-comparable': 'yellow',
  accepted: 'yellow',
};

function metricBlock(metrics: readonly GateMetric[], width: number, paint: Paint): string {
  const shown = metrics.slice(0, MAX_ROWS);
  const more = metrics.length - shown.length;
  const body = width < MIN_TABLE_WIDTH ? metricList(shown, width, paint) : metricTable(shown, paint);
  return more > 0 ? `${body}\n… and ${formatCount(more, 'metric')} more; verdict.json has them all.` : body;
}

function metricTable(metrics: readonly GateMetric[], paint: Paint): string {
  const table = new CliTable({
    head: ['metric', 'gate', 'baseline', 'candidate', 'change', 'interval', 'n', 'verdict'].map((title) => paint('bold', title)),
    style: { head: [], border: [], compact: true },
  });
  for (const metric of metrics) {
    const { baseline, candidate } = formatSides(metric);
    table.push(
      [
        name(metric.id),
        metric.gate,
        baseline,
        candidate,
        formatEffect(metric),
        formatInterval(metric),
        formatSampleSize(metric),
        paint(METRIC_STYLES[metric.status], formatStatus(metric)),
      ].map(ordinarySpaces),
    );
  }
  return table.toString();
}

function metricList(metrics: readonly GateMetric[], width: number, paint: Paint): string {
  return metrics
    .map((metric) => {
      const { baseline, candidate } = formatSides(metric);
      const words = paint(METRIC_STYLES[metric.status], formatStatus(metric));
      const figures = [formatEffect(metric), formatInterval(metric)].filter((part) => part !== '').join(', ');
      return wrapped(`${name(metric.id)} (${metric.gate}): ${words}; ${baseline} to ${candidate}, ${figures}`, width, '  ');
    })
    .join('\n');
}

/** Of what blocks and does not simply pass. */
function reasonBlock(metrics: readonly GateMetric[], width: number, paint: Paint): string {
  const explained = metrics.filter(({ gate, status }) => gate === 'block' && status !== 'pass');
  const lines = explained
    .slice(0, MAX_REASONS)
    .map((metric) => wrapped(`${paint('bold', name(metric.id))}: ${listReasons(metric).join(' ')}`, width, '  '));
  const more = explained.length - lines.length;
  return [...lines, ...(more > 0 ? [`… and reasons of ${more} more; the summary and verdict.json have them.`] : [])].join('\n');
}

function listBlock(title: string, ones: readonly Unpaired[], width: number, paint: Paint): string[] {
  if (ones.length === 0) return [];
  const more = ones.length - MAX_LISTED;
  return [
    [
      `${paint('bold', title)}: ${ones.length}`,
      ...ones
        .slice(0, MAX_LISTED)
        .map(({ id, because }) => `  ${wrapped(`${name(id)}: ${sentence(because)}`, width - 2, '    ')}`),
      ...(more > 0 ? [`  … and ${more} more`] : []),
    ].join('\n'),
  ];
}
