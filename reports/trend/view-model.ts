/** Trend document → what its page shows. Pure: every rounding, unit, order and wording is decided here. */
import type { TrendDocument, TrendSeries } from '../../bench/contract/trend.js';
import type { CaveatView, Fact } from '../view-model/model.js';
import { formatCount, joinWithAnd, printable, shorten } from '../view-model/text.js';
import { DIRECTION_WORDS } from '../view-model/wording.js';
import { listAlarms } from './alarms.js';
import { trendFigure } from './figure.js';
import type { AlarmView, TrendMetric, TrendOption, TrendView } from './model.js';
import { findCommit, formatDay, formatMoment } from './words.js';

const SLOTS = 8;
const KIND_SLOTS = { bare: 0, container: 1, vm: 2 } as const;

export function buildTrendView(document: TrendDocument): TrendView {
  const metrics = listMetrics(document);
  const alarms = listAlarms(document);
  return {
    title: 'What changed, and when?',
    summary: formatSummary(document, alarms),
    facts: listFacts(document),
    caveats: listCaveats(document),
    environments: listOptions(document.series.map(({ environmentId }) => environmentId)),
    metricOptions: metrics.map(({ metric, title }) => ({ value: metric, label: title })),
    workloads: listOptions(document.series.flatMap(({ workloadId }) => workloadId ?? [])),
    alarms,
    metrics,
    notes: listNotes(document),
    skipped: document.skipped.map(({ fileName, because }) => ({ label: printable(fileName), value: printable(because) })),
    generator: `${printable(document.generator.name)} ${printable(document.generator.version)}`,
  };
}

/** The first environment of each kind has the colour that it has in every report. */
function assignSlots({ series }: TrendDocument): Map<string, number> {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  for (const { environmentId, kind } of series) {
    if (slots.has(environmentId)) continue;
    const usual = kind === undefined ? undefined : KIND_SLOTS[kind];
    const spare = 3 + ([...taken].filter((slot) => slot >= 3).length % (SLOTS - 3));
    const slot = usual === undefined || taken.has(usual) ? spare : usual;
    taken.add(slot);
    slots.set(environmentId, slot);
  }
  return slots;
}

function listMetrics(document: TrendDocument): TrendMetric[] {
  const slots = assignSlots(document);
  const ids = [...new Set(document.series.map(({ metricId }) => metricId))];
  const isDeciding = (metricId: string) => document.series.some((one) => one.metricId === metricId && one.primary);
  const ordered = [...ids.filter(isDeciding), ...ids.filter((id) => !isDeciding(id))];
  return ordered.map((metricId, place) => {
    const own = document.series.map((series, index) => ({ series, index })).filter(({ series }) => series.metricId === metricId);
    const [first] = own;
    return {
      id: `metric-${place}`,
      metric: metricId,
      title: shorten(printable(first?.series.title ?? metricId), 80),
      text: `${printable(metricId)}; ${first === undefined ? '' : DIRECTION_WORDS[first.series.direction]}`,
      figures: own
        .map(({ series, index }) => trendFigure(series, document, index, slots.get(series.environmentId) ?? 0))
        .sort((a, b) => a.slot - b.slot),
      isFolded: !isDeciding(metricId) && ordered.some(isDeciding),
    };
  });
}

function listOptions(values: readonly string[]): TrendOption[] {
  return [...new Set(values)].map((value) => ({ value, label: shorten(printable(value), 60) }));
}

/** One sentence. */
export function formatSummary(document: TrendDocument, alarms = listAlarms(document)): string {
  const { runs, series } = document;
  if (series.length === 0) return 'This history holds no figures yet.';
  const [first, last] = [formatDay(runs[0]?.startedAt ?? ''), formatDay(runs.at(-1)?.startedAt ?? '')];
  const span = first === last ? `on ${last}` : `from ${first} to ${last}`;
  const count = (kind: AlarmView['kind']) =>
    new Set(alarms.filter((one) => one.kind === kind).map(({ figureId }) => figureId)).size;
  const found = [
    count('worse') === 0 ? '' : `${count('worse')} worse`,
    count('better') === 0 ? '' : `${count('better')} better`,
    count('neutral') === 0 ? '' : `${count('neutral')} changed otherwise`,
    count('unconfirmed') === 0 ? '' : `${count('unconfirmed')} unconfirmed`,
  ].filter((part) => part !== '');
  const verdict = found.length === 0 ? 'No change stands out in' : `Changes: ${joinWithAnd(found)}, in`;
  return `${verdict} ${formatCount(series.length, 'figure')} over ${formatCount(runs.length, 'run')} ${span}.`;
}

function listFacts({ runs, series, seed }: TrendDocument): Fact[] {
  const newest = runs.at(-1);
  return [
    { label: 'Runs', value: formatCount(runs.length, 'run') },
    { label: 'Figures', value: String(series.length) },
    { label: 'Newest run', value: newest === undefined ? '–' : `${formatMoment(newest.startedAt)} UTC` },
    { label: 'Its commit', value: findCommit(newest?.revision ?? '') },
    { label: 'Accepted levels', value: String(runs.filter(({ accepted }) => accepted === true).length) },
    { label: 'Seed', value: String(seed) },
  ];
}

function listCaveats({ series, skipped }: TrendDocument): CaveatView[] {
  const emulated = [
    ...new Set(series.filter(({ accelerator }) => accelerator === 'tcg').map(({ environmentId }) => environmentId)),
  ];
  const few = series.filter(({ newest }) => newest.status === 'insufficient-history').length;
  return [...emulation(emulated), ...left(skipped.length), ...tooFew(few, series)];
}

function emulation(emulated: readonly string[]): CaveatView[] {
  if (emulated.length === 0) return [];
  const names = joinWithAnd(emulated.map((id) => shorten(printable(id), 40)));
  return [
    {
      severity: 'severe',
      title: `${names} ran under software emulation, not under KVM`,
      text: 'Changes of its figures are changes of the emulated guest; their size says nothing about a virtual machine under KVM.',
    },
  ];
}

function left(count: number): CaveatView[] {
  if (count === 0) return [];
  return [
    {
      severity: 'notable',
      title: `${formatCount(count, 'file')} of the history could not be read`,
      text: 'They were skipped as requested, and are listed at the end.',
    },
  ];
}

function tooFew(few: number, { length }: readonly TrendSeries[]): CaveatView[] {
  if (few === 0) return [];
  return [
    {
      severity: 'notable',
      title: `Too few comparable runs for ${few === length ? 'a judgement' : formatCount(few, 'figure')}`,
      text: 'Judging the newest run needs five earlier runs; a change of level needs five runs on each side.',
    },
  ];
}

function listNotes({ method, seed }: TrendDocument): Fact[] {
  return [
    { label: 'Statistics', value: printable(method) },
    {
      label: 'Points',
      value:
        'The median of each run with its 95 % interval; runs are evenly spaced, whatever the time between them. Outlines: contaminated blocks, or a run that a gate refused.',
    },
    {
      label: 'Levels',
      value:
        'Line: median of the runs between two changes; band: its 95 % interval. Dashed vertical lines: changes, with size and first commit; dotted: early warnings, informational only.',
    },
    {
      label: 'Next run',
      value: 'The bracket at the right end: the prediction interval for the next run, from up to 20 earlier ones.',
    },
    { label: 'Seed', value: `${seed}; the same history and seed give this page again, byte by byte.` },
  ];
}
