/** Which blocks are contaminated, by which rule, and the reference loop that shows it. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import { formatTimes, positionAxis, sequenceAxis } from './axis.js';
import { type Context, workloadTitle } from './context.js';
import { tableGroup } from './groups.js';
import { makeKey } from './key.js';
import type { Figure, FigureGroup, Section, Table } from './model.js';
import { shownDigits, sortNumbers } from './quantiles.js';
import { formatAlone } from './quantity.js';
import { table, text } from './table.js';
import { formatCount, joinWithAnd, printable } from './text.js';

type Noise = NonNullable<ResultsDocument['noise']>;

/** A row of the table for each; beyond it they are counted. */
const MAX_BLOCKS = 200;

/** Undefined where the document says nothing about noise. */
export function noiseSection(context: Context): Section | undefined {
  const { noise } = context.document;
  if (noise === undefined) return undefined;
  return {
    id: 'noise',
    title: 'Was the host quiet?',
    navigation: 'Noise',
    text: `${formatOutcome(noise)} The rule, fixed before the run: ${printable(noise.rule)}`,
    groups: noiseGroups(context, noise),
  };
}

/** One sentence. */
export function formatOutcome({ contaminated, blocks, excluded }: Noise): string {
  if (contaminated.length === 0) return `None of ${formatCount(blocks, 'block')} is contaminated.`;
  const counted = `${contaminated.length} of ${formatCount(blocks, 'block')} ${contaminated.length === 1 ? 'is' : 'are'} contaminated`;
  return excluded
    ? `${counted} and excluded from every figure, for all environments alike; their points are drawn as outlines.`
    : `${counted}: too many to exclude. They count in every figure, and every comparison says so.`;
}

function noiseGroups(context: Context, noise: Noise): FigureGroup[] {
  const figures = referenceFigure(context, noise);
  const tables = noise.contaminated.length === 0 ? [] : [contaminatedTable(context, noise)];
  return figures.length + tables.length === 0 ? [] : [tableGroup('', '', figures, tables)];
}

function referenceFigure({ document }: Context, { referenceSeconds, contaminated, excluded }: Noise): Figure[] {
  if (referenceSeconds === undefined || referenceSeconds <= 0) return [];
  const outlined = new Set(contaminated.map(({ block }) => block));
  const points = document.trials.flatMap(({ block, noise }) => {
    const seconds = (noise?.referenceNs ?? 0) / 1e9;
    if (seconds <= 0) return [];
    const isContaminated = outlined.has(block);
    const words = `${formatAlone('second', seconds)}, ${(seconds / referenceSeconds).toFixed(3)}× the median · block ${block}${isContaminated ? ' · contaminated' : ''}`;
    return [{ x: block, y: shownDigits(seconds / referenceSeconds), text: words, isContaminated }];
  });
  if (points.length < 2) return [];
  const quiet = points.filter(({ isContaminated }) => !isContaminated).map(({ y }) => y);
  return [
    {
      id: 'noise-reference',
      title: 'Reference loop before each block',
      finding: referenceFinding(quiet),
      caption: `Its duration ÷ its median of ${formatAlone('second', referenceSeconds)}; the work never changes, so what varies is the host.`,
      description: `Duration of the reference loop in ${points.length} blocks relative to its median, in the order of the run.`,
      legend: [],
      key: makeKey(contaminated.length === 0 ? [] : ['contaminated']),
      chart: {
        kind: 'order',
        x: sequenceAxis(
          'block, in the order of the run',
          points.reduce((most, { x }) => Math.max(most, x), 0),
        ),
        y: positionAxis('÷ median', [1, ...(excluded ? quiet : points.map(({ y }) => y))], formatTimes),
        reference: 1,
        series: [
          {
            slot: 0,
            label: 'Reference loop',
            points: { x: points.map(({ x }) => x), y: points.map(({ y }) => y), text: points.map(({ text }) => text) },
            outlined: points.flatMap(({ isContaminated }, place) => (isContaminated ? [place] : [])),
          },
        ],
      },
      table: null,
      workload: '',
      isTableFolded: true,
    },
  ];
}

function referenceFinding(ratios: readonly number[]): string {
  const sorted = sortNumbers(ratios);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return '';
  return `The same work took ${low.toFixed(2)} to ${high.toFixed(2)} times its median, in blocks that are not contaminated.`;
}

function contaminatedTable(context: Context, { contaminated }: Noise): Table {
  const shown = contaminated.slice(0, MAX_BLOCKS);
  const rows = shown.map(({ block, because }) => ({
    slot: null,
    header: `Block ${block}`,
    cells: [formatTrials(context, block), because.map(printable).join('; ')],
  }));
  const more = contaminated.length - shown.length;
  return table(
    `Contaminated blocks${more > 0 ? `, the first ${shown.length} of ${contaminated.length}` : ''}`,
    [text('Block'), text('Trials'), text('Why')],
    rows,
  );
}

/** `3 trials of SHA-256`. */
function formatTrials(context: Context, block: number): string {
  const trials = context.document.trials.filter((trial) => trial.block === block);
  if (trials.length === 0) return '–';
  const what = new Set(
    trials.map(({ workloadId, scenario }) => (scenario === 'single' ? workloadTitle(context, workloadId) : scenario)),
  );
  return `${formatCount(trials.length, 'trial')} of ${joinWithAnd([...what].map(printable))}`;
}
