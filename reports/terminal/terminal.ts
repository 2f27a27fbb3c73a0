/** The summary of a run for a terminal: caveats, then one table, then a line for each further scenario, noise and calibration, then the trials that did not complete and the warnings. */
import CliTable from 'cli-table3';
import type { ResultsDocument } from '../../bench/contract/document.js';
import type { CaveatView, HeadlineCell, HeadlineRow, RatioView, ViewModel } from '../view-model/model.js';
import { buildViewModel } from '../view-model/view-model.js';
import { wrapped } from './layout.js';
import { colored, type Paint, plain, type Style } from './paint.js';
import { ordinarySpaces } from './spaces.js';

export interface TerminalOptions {
  /** Columns of the terminal; below 60 the table becomes a list. */
  readonly width: number;
  /** ANSI colours; without them the text holds no escape sequence. */
  readonly isColored: boolean;
}

/** Ends with a newline. */
export function renderTerminal(document: ResultsDocument, { width, isColored }: TerminalOptions): string {
  const view = buildViewModel(document);
  const paint = isColored ? colored : plain;
  const blocks = [
    ...view.caveats.map((caveat) => formatCaveat(caveat, width, paint)),
    width < MIN_TABLE_WIDTH ? headlineList(view, width, paint) : headlineTable(view, width, paint),
    wrapped(view.headlineNote, width),
    formatBrief(view, width, paint),
    formatNotCompleted(view, width),
    formatWarnings(view, width, paint),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const MIN_TABLE_WIDTH = 60;
const METRIC_WIDTH = 20;
/** Environments' columns are not made wider than their text needs. */
const MAX_COLUMN_WIDTH = 46;

function formatCaveat({ severity, title, text }: CaveatView, width: number, paint: Paint): string {
  const heading = severity === 'severe' ? paint('red', `${title}.`) : paint('bold', `${title}.`);
  return wrapped(`${heading} ${text}`, width);
}

function headlineTable({ environments, headline }: ViewModel, width: number, paint: Paint): string {
  const borders = environments.length + 2;
  const share = Math.floor((width - METRIC_WIDTH - borders) / Math.max(1, environments.length));
  const table = new CliTable({
    head: ['', ...environments.map(({ name, note }) => paint('bold', note === '' ? name : `${name} (${note})`))],
    colWidths: [METRIC_WIDTH, ...environments.map(() => Math.min(share, MAX_COLUMN_WIDTH))],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { metric, direction, cells } of headline) {
    table.push([
      `${paint('bold', metric)}\n${paint('dim', direction)}`,
      ...cells.map((cell) => headlineLines(cell, paint).map(ordinarySpaces).join('\n')),
    ]);
  }
  return table.toString();
}

function headlineList({ environments, headline }: ViewModel, width: number, paint: Paint): string {
  const one = ({ metric, direction, cells }: HeadlineRow) => [
    `${paint('bold', metric)} (${direction})`,
    ...cells.map((cell) => {
      const name = environments.find(({ slot }) => slot === cell.slot)?.name ?? cell.environment;
      return wrapped(`  ${name}: ${headlineLines(cell, paint).join('; ')}`, width, '    ');
    }),
  ];
  return headline.map((row) => one(row).join('\n')).join('\n\n');
}

/** Intervals are left to the written reports: a terminal has room for the figure and its verdict. */
function headlineLines({ value, unit, spread, sampleSize, ratios, caveats }: HeadlineCell, paint: Paint): string[] {
  const figure = `${value} ${unit}`.trim();
  const hasFigure = ratios.length > 0 || unit !== '';
  const lines = [
    paint('bold', figure),
    hasFigure ? '' : spread,
    sampleSize,
    ...ratios.map((ratio) => formatRatio(ratio, paint)),
    paint('dim', caveats.map((remark) => remark.text).join(', ')),
  ];
  return lines.filter((line) => line !== '');
}

const VERDICT_STYLES: Readonly<Record<RatioView['verdictKind'], Style>> = {
  better: 'green',
  worse: 'red',
  equivalent: 'bold',
  undecided: 'dim',
};

function formatRatio({ text, verdict, verdictKind, belowError }: RatioView, paint: Paint): string {
  const below = belowError === '' ? '' : ` (${belowError})`;
  return `${text}: ${paint(VERDICT_STYLES[verdictKind], verdict)}${below}`;
}

function formatBrief({ brief }: ViewModel, width: number, paint: Paint): string {
  return brief.map(({ label, value }) => wrapped(`${paint('bold', `${label}:`)} ${value}`, width, '  ')).join('\n');
}

const MAX_TRIALS = 5;

function formatNotCompleted({ failedTrials }: ViewModel, width: number): string {
  const lines = failedTrials
    .slice(0, MAX_TRIALS)
    .map(({ trialId, environment, workload, status, message }) =>
      wrapped(`${trialId} (${workload} in ${environment}) ${status}: ${message}`, width, '  '),
    );
  const more = failedTrials.length - MAX_TRIALS;
  return [...lines, ...(more > 0 ? [`… and ${more} more; the written reports list them all.`] : [])].join('\n');
}

function formatWarnings({ warnings }: ViewModel, width: number, paint: Paint): string {
  return warnings
    .map(({ message, hint }) => wrapped(`${paint('yellow', 'Warning:')} ${message} ${hint}`, width, '  '))
    .join('\n');
}
