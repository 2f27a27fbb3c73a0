/** What a reader of a trend must look at, the worst first. */
import type { TrendChange, TrendDocument, TrendSeries } from '../../bench/contract/trend.js';
import { pickScale } from '../view-model/quantity.js';
import type { AlarmView } from './model.js';
import { changeSize, findCommit, formatDay, formatSeries, signedPercent } from './words.js';

/** Whether something is worse now than it was, beyond doubt, and nobody accepted it since. */
export function isAlarming(series: TrendSeries, document: TrendDocument): boolean {
  return findAlarms(series, '', document).some(({ kind }) => kind === 'worse');
}

/** What changed before the last accepted run is settled. */
export function findAlarms(series: TrendSeries, figureId: string, document: TrendDocument): AlarmView[] {
  const words = formatSeries(series);
  const base = { figureId, series: words };
  return [...changeAlarms(series, document, base), ...newestAlarm(series, document, base), ...creepAlarm(series, document, base)];
}

type Base = Pick<AlarmView, 'figureId' | 'series'>;

function changeAlarms(series: TrendSeries, { runs }: TrendDocument, base: Base): AlarmView[] {
  const { points, changes, unit } = series;
  const lastAccepted = points.run.findLastIndex((run) => runs[run]?.accepted === true);
  const scale = pickScale(unit, points.median.slice(-1));
  return changes
    .filter(({ point }) => point > lastAccepted)
    .map((change) => ({
      ...base,
      ...describeAlarm(change, series),
      size: changeSize(change, scale),
      since: formatDay(change.startedAt),
      commit: findCommit(change.revision),
    }));
}

function describeAlarm(change: TrendChange, series: TrendSeries): Pick<AlarmView, 'kind' | 'what'> {
  const { status, tier } = change;
  const how = status === 'neutral' ? '' : ` for the ${status}`;
  if (tier === 'early') return { kind: 'unconfirmed', what: `Early warning: the newest three or four runs stand apart${how}` };
  if (hasLasted(change, series)) return { kind: status, what: `Level changed${how}` };
  return { kind: 'neutral', what: `Level changed${how} and back` };
}

/** The present level is nearer to what it changed to than to what it was before. */
function hasLasted({ before, after }: TrendChange, { levels, changes }: TrendSeries): boolean {
  const confirmed = levels.slice(0, changes.some(({ tier }) => tier === 'early') ? -1 : undefined);
  const now = confirmed.at(-1)?.median ?? after;
  return (now - before) / (after - before) > 0.5;
}

/** What a change of level tells already is not told again. */
function newestAlarm(series: TrendSeries, { runs }: TrendDocument, base: Base): AlarmView[] {
  const { newest, points, changes } = series;
  const first = points.run.length - newest.runs;
  if ((newest.status !== 'flagged' && newest.status !== 'reproduced') || changes.some(({ point }) => point >= first - MAX_KNOWN))
    return [];
  const run = runs[points.run[first] ?? -1];
  const how = newest.direction === undefined ? '' : `, ${newest.direction}`;
  const what =
    newest.status === 'flagged'
      ? `Newest run is out of line${how}; run again to confirm`
      : `Newest ${newest.runs} runs are out of line`;
  return [
    {
      ...base,
      kind: newest.status === 'flagged' ? 'unconfirmed' : (newest.direction ?? 'neutral'),
      what,
      size: newest.change === undefined ? '' : signedPercent(newest.change),
      since: formatDay(run?.startedAt ?? ''),
      commit: findCommit(run?.revision ?? ''),
    },
  ];
}

/** A change of level in so many of the last runs explains that the newest differs from those before. */
const MAX_KNOWN = 20;

function creepAlarm({ creep, changes }: TrendSeries, { runs }: TrendDocument, base: Base): AlarmView[] {
  if (creep?.isCreeping !== true || changes.some(({ status }) => status === 'worse')) return [];
  const best = runs.find(({ id }) => id === creep.bestRunId);
  return [
    {
      ...base,
      kind: 'worse',
      what: 'Crept off its best level in steps too small to be seen singly',
      size: signedPercent(creep.sinceBest),
      since: formatDay(best?.startedAt ?? ''),
      commit: findCommit(best?.revision ?? ''),
    },
  ];
}

const ORDER = { worse: 0, better: 1, neutral: 2, unconfirmed: 3 } as const;

export function inOrderOfWeight(alarms: readonly AlarmView[]): AlarmView[] {
  return [...alarms].sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
}
