/** A verdict for a terminal: a line for each metric, the worst first, why, what has no counterpart, and the status. */
import type { GateMetric, GateVerdict, Unpaired } from '../../bench/contract/verdict.js';
import { worstFirst } from '../ci/order.js';
import type { VerdictReporter } from '../ci/verdict-reporter.js';
import {
  categorize,
  formatChangeShort,
  formatEmptyPass,
  formatSides,
  formatStatus,
  listReasons,
  listRemarks,
  name,
  sentence,
  statusLine,
} from '../ci/words.js';
import type { ScreenOptions } from '../reporter.js';
import { formatCount } from '../view-model/text.js';
import { alignRows, type Column, wrapped } from './layout.js';
import { colored, type Paint, plain, type Style } from './paint.js';
import { ordinarySpaces } from './spaces.js';

/** Both medians beside the change. */
const MIN_SIDES_WIDTH = 100;
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
export function renderVerdict(verdict: GateVerdict, { width, isColored }: Omit<ScreenOptions, 'isUnicode'>): string {
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
    [paint(chooseStyle(verdict), wrapped(statusLine(verdict), width)), wrapped(sentence(verdict.reason), width)].join('\n'),
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

function chooseStyle(verdict: GateVerdict): Style {
  return formatEmptyPass(verdict) === '' ? STATUS_STYLES[verdict.status] : 'yellow';
}

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
  const body = metricRows(shown, width, paint)
    .filter((row) => row !== '')
    .join('\n');
  return more > 0 ? `${body}\n${wrapped(`… and ${formatCount(more, 'metric')} more; verdict.json has them all.`, width)}` : body;
}

const COLUMNS: readonly Column[] = [
  { title: 'metric', side: 'left' },
  { title: 'verdict', side: 'left' },
  { title: 'change', side: 'left' },
];
const SIDES: Column = { title: 'baseline → candidate', side: 'left' };

function metricRows(metrics: readonly GateMetric[], width: number, paint: Paint): string[] {
  const columns = width < MIN_SIDES_WIDTH ? COLUMNS : [...COLUMNS, SIDES];
  const rows = metrics.map((metric) => {
    const { baseline, candidate } = formatSides(metric);
    const verdict = paint(METRIC_STYLES[metric.status], categorize(metric));
    return [formatName(metric), verdict, formatChangeShort(metric), `${baseline} → ${candidate}`]
      .slice(0, columns.length)
      .map(ordinarySpaces);
  });
  return alignRows(columns, rows, width);
}

/** A level is said where it is not the usual one. */
function formatName({ id, gate }: GateMetric): string {
  return gate === 'block' ? name(id) : `${name(id)} (${gate})`;
}

/** Of what blocks and does not simply pass. */
function reasonBlock(metrics: readonly GateMetric[], width: number, paint: Paint): string {
  const explained = metrics.filter(({ gate, status }) => gate === 'block' && status !== 'pass');
  const lines = explained
    .slice(0, MAX_REASONS)
    .map((metric) =>
      wrapped(`${paint('bold', name(metric.id))}: ${formatStatus(metric)}. ${listReasons(metric).join(' ')}`, width, '  '),
    );
  const more = explained.length - lines.length;
  return [
    ...lines,
    ...(more > 0 ? [wrapped(`… and reasons of ${more} more; the summary and verdict.json have them.`, width)] : []),
  ].join('\n');
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
