/** What a reader of a trend must look at: changes that nobody accepted since, a newest run that is out of line, and creep. */
import type { TrendAlarm, TrendChange, TrendDocument, TrendRun, TrendSeries } from '../contract/trend.js';

type Judged = Pick<TrendSeries, 'points' | 'changes' | 'levels' | 'newest' | 'creep'>;

/** In a series that counts: something is worse now than it was, beyond doubt, and nobody accepted it since. */
export function findRegression(
  { series }: TrendDocument,
  isCounted: (one: TrendSeries) => boolean = ({ primary }) => primary,
): TrendSeries | undefined {
  return series.find((one) => isCounted(one) && one.alarms.some(({ kind }) => kind === 'worse'));
}

/** What changed before the last accepted run is settled. */
export function findAlarms(series: Judged, runs: readonly TrendRun[]): TrendAlarm[] {
  return [...findChangeAlarms(series, runs), ...findNewestAlarm(series, runs), ...findCreepAlarm(series, runs)];
}

function findChangeAlarms(series: Judged, runs: readonly TrendRun[]): TrendAlarm[] {
  const lastAccepted = series.points.run.findLastIndex((run) => runs[run]?.accepted === true);
  return series.changes
    .filter(({ point }) => point > lastAccepted)
    .map((found) => {
      const { status: direction, change, interval, isRelative, startedAt, revision } = found;
      return { ...weigh(found, series), direction, change, ...(interval && { interval }), isRelative, startedAt, revision };
    });
}

function weigh(change: TrendChange, series: Judged): Pick<TrendAlarm, 'kind' | 'reason'> {
  if (change.tier === 'early') return { kind: 'unconfirmed', reason: 'early' };
  if (hasLasted(change, series)) return { kind: change.status, reason: 'level' };
  return { kind: 'neutral', reason: 'level-and-back' };
}

/** The present level is nearer to what it changed to than to what it was before. */
function hasLasted({ before, after }: TrendChange, { levels, changes }: Judged): boolean {
  const confirmed = levels.slice(0, changes.some(({ tier }) => tier === 'early') ? -1 : undefined);
  const now = confirmed.at(-1)?.median ?? after;
  return (now - before) / (after - before) > 0.5;
}

/** A change of level in so many of the last runs explains that the newest differs from those before. */
const MAX_KNOWN = 20;

/** What a change of level tells already is not told again. */
function findNewestAlarm({ newest, points, changes }: Judged, runs: readonly TrendRun[]): TrendAlarm[] {
  const { status, direction = 'neutral', change } = newest;
  const first = points.run.length - newest.runs;
  const isKnown = changes.some(({ point }) => point >= first - MAX_KNOWN);
  if ((status !== 'flagged' && status !== 'reproduced') || isKnown) return [];
  const { startedAt = '', revision = '' } = runs[points.run[first] ?? -1] ?? {};
  const kind = status === 'flagged' ? 'unconfirmed' : direction;
  return [{ kind, reason: 'newest', direction, ...(change !== undefined && { change }), isRelative: true, startedAt, revision }];
}

function findCreepAlarm({ creep, changes }: Judged, runs: readonly TrendRun[]): TrendAlarm[] {
  if (creep?.isCreeping !== true || changes.some(({ status }) => status === 'worse')) return [];
  const { startedAt = '', revision = '' } = runs.find(({ id }) => id === creep.bestRunId) ?? {};
  return [{ kind: 'worse', reason: 'creep', direction: 'worse', change: creep.sinceBest, isRelative: true, startedAt, revision }];
}
