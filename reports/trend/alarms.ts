/** What a reader of a trend must look at, the worst first. */
import type { TrendDocument, TrendSeries } from '../../bench/contract/trend.js';
import { pickScale } from '../view-model/quantity.js';
import type { AlarmView } from './model.js';
import { changeSize, commitOf, dayOf, seriesWords, signedPercent } from './words.js';

/** Whether the level fell off, is about to, or crept off for the worse, and nobody accepted it since. */
export function isAlarming(series: TrendSeries, document: TrendDocument): boolean {
  return alarmsOf(series, '', document).some(({ kind }) => kind === 'worse');
}

/** Of the current level only: what changed before the last accepted run is settled. */
export function alarmsOf(series: TrendSeries, figureId: string, document: TrendDocument): AlarmView[] {
  const words = seriesWords(series);
  const base = { figureId, series: words };
  return [...changeAlarms(series, document, base), ...newestAlarm(series, document, base), ...creepAlarm(series, document, base)];
}

type Base = Pick<AlarmView, 'figureId' | 'series'>;

function changeAlarms(series: TrendSeries, { runs }: TrendDocument, base: Base): AlarmView[] {
  const { points, changes, unit, direction } = series;
  const lastAccepted = points.run.findLastIndex((run) => runs[run]?.accepted === true);
  const scale = pickScale(unit, points.median.slice(-1));
  return changes
    .filter(({ point }) => point > lastAccepted)
    .map((change) => ({
      ...base,
      kind: direction === 'neutral' ? 'neutral' : change.status,
      what:
        change.tier === 'early'
          ? 'Early warning: the newest runs stand apart'
          : `Level ${change.status === 'neutral' ? 'changed' : `changed for the ${change.status}`}`,
      size: changeSize(change, scale),
      since: dayOf(change.startedAt),
      commit: commitOf(change.revision),
    }));
}

/** What a change of level tells already is not told again. */
function newestAlarm(series: TrendSeries, { runs }: TrendDocument, base: Base): AlarmView[] {
  const { newest, points, changes } = series;
  const first = points.run.length - newest.runs;
  if ((newest.status !== 'flagged' && newest.status !== 'reproduced') || changes.some(({ point }) => point >= first - MOST_KNOWN))
    return [];
  const run = runs[points.run[first] ?? -1];
  const what =
    newest.status === 'flagged'
      ? 'Newest run is out of line (one run; run again to confirm)'
      : `Newest ${newest.runs} runs are out of line`;
  return [
    {
      ...base,
      kind: newest.direction ?? 'neutral',
      what,
      size: newest.change === undefined ? '' : signedPercent(newest.change),
      since: dayOf(run?.startedAt ?? ''),
      commit: commitOf(run?.revision ?? ''),
    },
  ];
}

/** A change of level in so many of the last runs explains that the newest differs from those before. */
const MOST_KNOWN = 20;

function creepAlarm({ creep, changes }: TrendSeries, { runs }: TrendDocument, base: Base): AlarmView[] {
  if (creep?.isCreeping !== true || changes.some(({ status }) => status === 'worse')) return [];
  const best = runs.find(({ id }) => id === creep.bestRunId);
  return [
    {
      ...base,
      kind: 'worse',
      what: 'Crept off its best level in steps too small to be seen singly',
      size: signedPercent(creep.sinceBest),
      since: dayOf(best?.startedAt ?? ''),
      commit: commitOf(best?.revision ?? ''),
    },
  ];
}

const ORDER = { worse: 0, neutral: 1, better: 2 } as const;

export function inOrderOfWeight(alarms: readonly AlarmView[]): AlarmView[] {
  return [...alarms].sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
}
