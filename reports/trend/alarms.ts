/** How the alarms of a trend are worded, the worst first. */
import type { TrendAlarm, TrendDocument, TrendSeries } from '../../bench/contract/trend.js';
import { pickScale } from '../view-model/quantity.js';
import type { AlarmView } from './model.js';
import { changeSize, findCommit, formatDay, formatSeries } from './words.js';

export function listAlarms({ series }: TrendDocument): AlarmView[] {
  const alarms = series.flatMap((one, index) => one.alarms.map((alarm) => describeAlarm(alarm, one, `series-${index}`)));
  return alarms.sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
}

const ORDER = { worse: 0, better: 1, neutral: 2, unconfirmed: 3 } as const;

function describeAlarm(alarm: TrendAlarm, series: TrendSeries, figureId: string): AlarmView {
  const { kind, change, interval, isRelative, startedAt, revision } = alarm;
  const scale = pickScale(series.unit, series.points.median.slice(-1));
  return {
    ...{ figureId, kind },
    what: formatAlarm(alarm, series),
    series: formatSeries(series),
    size: change === undefined ? '' : changeSize({ change, interval, isRelative }, scale),
    since: formatDay(startedAt),
    commit: findCommit(revision),
  };
}

function formatAlarm({ reason, direction, kind }: TrendAlarm, { newest }: TrendSeries): string {
  const how = direction === 'neutral' ? '' : ` for the ${direction}`;
  switch (reason) {
    case 'early':
      return `Early warning: the newest three or four runs stand apart${how}`;
    case 'level':
      return `Level changed${how}`;
    case 'level-and-back':
      return `Level changed${how} and back`;
    case 'creep':
      return 'Gradual regression since its best level';
    case 'newest':
      return kind === 'unconfirmed'
        ? `Newest run is out of line${direction === 'neutral' ? '' : `, ${direction}`}; run again to confirm`
        : `Newest ${newest.runs} runs are out of line`;
  }
}
