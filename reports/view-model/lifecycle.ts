/** What varies with load, and what creating and deleting costs: memory reclaimed, idle CPU, churn, cold boots. */
import type { ChurnSummary, ColdSummary, ElasticitySummary, IdleSummary } from '../../bench/contract/scenarios.js';
import { lengthAxis } from './axis.js';
import type { DotChart } from './chart.js';
import { type Context, environmentName, findEnvironment } from './context.js';
import { formatPercent } from './estimates.js';
import { sentence } from './findings.js';
import { environmentsIn, tableGroup } from './groups.js';
import type { Figure, FigureGroup, Section, Table } from './model.js';
import { formatAlone, formatIn, formatRatio, pickScale } from './quantity.js';
import { number, type RowSpec, table, text } from './table.js';
import { formatCount, formatSize } from './text.js';

const PERCENT = 100;

export function elasticitySection(context: Context): Section {
  const { elasticity = [], idle = [], churn = [] } = context.document.scenarios ?? {};
  return {
    id: 'elasticity',
    title: 'Elasticity, idle CPU, churn',
    navigation: 'Elasticity',
    text: 'What the host gets back when an instance’s load falls, and what idle and short-lived instances cost.',
    groups: [
      ...elasticityGroups(context, elasticity),
      ...tableGroups(context, 'Idle CPU', 'Host CPU that an instance uses while its workload is idle.', idle, idleTable),
      ...tableGroups(
        context,
        'Churn',
        'Instances created and deleted back to back: start, ready, stop, nothing left.',
        churn,
        churnTable,
      ),
    ],
  };
}

/** Empty without cold boots. */
export function coldGroups(context: Context): FigureGroup[] {
  const words =
    'Cold: image, kernel, disk and programs were dropped from the host’s page cache before, except pages that a running process maps.';
  return tableGroups(context, 'Cold and warm boot', words, context.document.scenarios?.cold ?? [], coldTable);
}

function tableGroups<T>(
  context: Context,
  title: string,
  words: string,
  summaries: readonly T[],
  build: (context: Context, summaries: readonly T[]) => Table,
): FigureGroup[] {
  return summaries.length === 0 ? [] : [tableGroup(title, words, [], [build(context, summaries)])];
}

function makeRow(context: Context, environmentId: string, cells: readonly string[]): RowSpec {
  const slot = findEnvironment(context, environmentId)?.slot ?? null;
  return { slot, header: environmentName(context, environmentId), cells };
}

function elasticityGroups(context: Context, summaries: readonly ElasticitySummary[]): FigureGroup[] {
  if (summaries.length === 0) return [];
  const seconds = secondsIn(summaries);
  const figures = seconds.length === 0 ? [] : [reclaimedFigure(context, summaries, seconds)];
  const words =
    'The workload allocates a peak and releases it. A balloon with free-page reporting tells the host which guest pages are free.';
  return [tableGroup('Memory reclaimed after a peak', words, figures, [reclaimedTable(context, summaries, seconds)])];
}

function secondsIn(summaries: readonly ElasticitySummary[]): number[] {
  const all = summaries.flatMap(({ returned }) => returned.map(({ afterSeconds }) => afterSeconds));
  return [...new Set(all)].toSorted((a, b) => a - b);
}

/** `1 s`, `30 s`: moments that were chosen, not measured. */
function formatSecond(seconds: number): string {
  return `${seconds.toLocaleString('en-US', { maximumSignificantDigits: 3 })}\u00a0s`;
}

function reclaimedFigure(context: Context, summaries: readonly ElasticitySummary[], seconds: readonly number[]): Figure {
  const rows = seconds.map((after) => ({
    label: `after ${formatSecond(after)}`,
    about: '',
    marks: reclaimedMarks(context, summaries, after),
  }));
  const values = rows.flatMap(({ marks }) => marks.map(({ value }) => value));
  const shown = environmentsIn(context, summaries);
  return {
    id: 'elasticity-returned',
    title: 'Share of the peak reclaimed by the host',
    finding: reclaimedFinding(context, summaries),
    caption: `Medians over the trials; ${formatSize(summaries.map(({ n }) => n))}; further right is better.`,
    description: `Share of a released peak that the host reclaimed, for ${shown.map(({ name }) => name.toLowerCase()).join(', ')}; the table holds every figure.`,
    legend: shown,
    key: [],
    chart: { kind: 'dots', axis: lengthAxis('share of the peak (%)', [...values, PERCENT]), reference: null, rows },
    table: null,
    workload: '',
    isTableFolded: true,
  };
}

function reclaimedFinding(context: Context, summaries: readonly ElasticitySummary[]): string {
  return sentence(
    summaries.flatMap((one) => formatReclaimed(environmentName(context, one.environmentId).toLowerCase(), one)).join('; '),
  );
}

function reclaimedMarks(
  context: Context,
  summaries: readonly ElasticitySummary[],
  after: number,
): DotChart['rows'][number]['marks'] {
  return summaries.flatMap(({ environmentId, returned, n }) => {
    const ratio = returned.find(({ afterSeconds }) => afterSeconds === after)?.ratio;
    if (ratio === undefined) return [];
    const words = `${environmentName(context, environmentId)}: ${formatPercent(ratio)} after ${formatSecond(after)}, n = ${n}`;
    const slot = findEnvironment(context, environmentId)?.slot ?? 0;
    return [{ slot, value: ratio * PERCENT, low: null, high: null, spread: 'range' as const, text: words }];
  });
}

function reclaimedTable(context: Context, summaries: readonly ElasticitySummary[], seconds: readonly number[]): Table {
  const columns = [
    text('Environment'),
    number('Peak'),
    ...seconds.map((after) => number(`after ${formatSecond(after)}`)),
    number('n'),
  ];
  const rows = summaries.map(({ environmentId, peakBytes, returned, n }) => {
    const shares = seconds.map((after) => returned.find(({ afterSeconds }) => afterSeconds === after)?.ratio);
    const words = shares.map((ratio) => (ratio === undefined ? '–' : formatPercent(ratio)));
    return makeRow(context, environmentId, [formatAlone('byte', peakBytes), ...words, `${n}`]);
  });
  return table('Share of the peak reclaimed by the host, medians', columns, rows);
}

function idleTable(context: Context, summaries: readonly IdleSummary[]): Table {
  const columns = [text('Environment'), number('Share of one core'), number('Window'), number('n')];
  const rows = summaries.map(({ environmentId, cpuRatio, windowSeconds, n }) =>
    makeRow(context, environmentId, [formatPercent(cpuRatio), formatSecond(windowSeconds), `${n}`]),
  );
  return table('Idle CPU, medians', columns, rows);
}

function churnTable(context: Context, summaries: readonly ChurnSummary[]): Table {
  const columns = [text('Environment'), number('Cycles per second'), number('One cycle'), number('Cycles measured'), number('n')];
  const rows = summaries.map(({ environmentId, cyclesPerSecond, cycles, n }) =>
    makeRow(context, environmentId, [
      formatIn({ factor: 1, unit: '' }, cyclesPerSecond),
      cyclesPerSecond > 0 ? formatAlone('second', 1 / cyclesPerSecond) : '–',
      `${cycles}`,
      `${n}`,
    ]),
  );
  return table('Create-delete cycles, medians over trials', columns, rows);
}

function coldTable(context: Context, summaries: readonly ColdSummary[]): Table {
  const columns = [text('Environment'), number('Cold'), number('Warm'), number('Cold ÷ warm'), number('n')];
  const rows = summaries.map(({ environmentId, coldSeconds, warmSeconds, n }) => {
    const scale = pickScale('second', [coldSeconds, ...(warmSeconds === undefined ? [] : [warmSeconds])]);
    const show = (seconds: number) => `${formatIn(scale, seconds)}\u00a0${scale.unit}`;
    const isComparable = warmSeconds !== undefined && warmSeconds > 0;
    return makeRow(context, environmentId, [
      show(coldSeconds),
      warmSeconds === undefined ? 'not measured' : show(warmSeconds),
      isComparable ? formatRatio(coldSeconds / warmSeconds) : '–',
      `${n}`,
    ]);
  });
  return table('Boot time cold and warm, medians', columns, rows);
}

/** A line for each environment, for reports without room for tables. */
export function lifecycleBrief(context: Context): { label: string; value: string }[] {
  const { elasticity = [], idle = [], churn = [] } = context.document.scenarios ?? {};
  const name = (id: string) => findEnvironment(context, id)?.shortName ?? id;
  const lines = [
    { label: 'Memory reclaimed', parts: elasticity.flatMap((one) => formatReclaimed(name(one.environmentId), one)) },
    { label: 'Idle CPU', parts: idle.map((one) => `${name(one.environmentId)} ${formatPercent(one.cpuRatio)} of a core`) },
    {
      label: 'Churn',
      parts: churn.map(
        (one) =>
          `${name(one.environmentId)} ${formatIn({ factor: 1, unit: '' }, one.cyclesPerSecond)} cycles/s (${formatCount(one.cycles, 'cycle')})`,
      ),
    },
  ];
  return lines.filter(({ parts }) => parts.length > 0).map(({ label, parts }) => ({ label, value: parts.join('; ') }));
}

function formatReclaimed(name: string, { returned }: ElasticitySummary): string[] {
  const last = returned.toSorted((a, b) => a.afterSeconds - b.afterSeconds).at(-1);
  return last === undefined ? [] : [`${name} ${formatPercent(last.ratio)} of the peak after ${formatSecond(last.afterSeconds)}`];
}
