import { describe, expect, it } from 'vitest';
import { simulateTrend } from '../../tests/trend-documents.js';
import type { TrendRun, TrendSeries } from '../contract/trend.js';
import { findAlarms, findRegression } from './alarms.js';

const DOCUMENT = simulateTrend(40);
const { runs } = DOCUMENT;
const CHANGE = {
  point: 10,
  runId: '',
  startedAt: '2026-01-01',
  revision: 'c',
  before: 1,
  after: 1.2,
  change: 0.2,
  isRelative: true,
  status: 'worse',
  pValue: 0.002,
} as const;
const CALM = { status: 'in-line', runs: 1, pastRuns: 20 } as const;

/** The first series without creep, with one change from 1 to 1.2 and a present level. */
function changedTo(now: number, tier: 'confirmed' | 'early' = 'confirmed'): TrendSeries {
  const [first] = DOCUMENT.series;
  if (!first) throw new Error('no series');
  const { creep: _, ...rest } = first;
  const levels = [
    { from: 0, to: 10, median: 1 },
    { from: 10, to: 40, median: now },
  ];
  return { ...rest, changes: [{ ...CHANGE, tier }], levels, newest: CALM };
}

describe('an alarm', () => {
  it('is a lasting change for the worse; not one that was made good, nor one that is early', () => {
    const kind = (now: number, tier?: 'early') => findAlarms(changedTo(now, tier), runs)[0];
    expect(kind(1.2)).toMatchObject({ kind: 'worse', reason: 'level', change: 0.2, revision: 'c' });
    expect(kind(1.02)).toMatchObject({ kind: 'neutral', reason: 'level-and-back', direction: 'worse' });
    expect(kind(1.2, 'early')).toMatchObject({ kind: 'unconfirmed', reason: 'early' });
  });

  it('is nothing once the level was accepted', () => {
    const accepted = runs.map((run, place): TrendRun => ({ ...run, accepted: place === 15 }));
    expect(findAlarms(changedTo(1.2), accepted)).toEqual([]);
  });

  it('is a newest run out of line, confirmed by those of the same revision, unless a change of level tells it', () => {
    const newest = (change: Partial<TrendSeries['newest']>) => ({ ...CALM, direction: 'worse' as const, change: 0.3, ...change });
    const series = { ...changedTo(1.2), changes: [] };
    const flagged = findAlarms({ ...series, newest: newest({ status: 'flagged' }) }, runs);
    expect(flagged).toMatchObject([{ kind: 'unconfirmed', reason: 'newest', startedAt: runs.at(-1)?.startedAt }]);
    const reproduced = newest({ status: 'reproduced', runs: 3 });
    expect(findAlarms({ ...series, newest: reproduced }, runs)).toMatchObject([
      { kind: 'worse', change: 0.3, startedAt: runs.at(-3)?.startedAt },
    ]);
    const changes = [{ ...CHANGE, point: 30, tier: 'confirmed' as const }];
    expect(findAlarms({ ...series, changes, newest: reproduced }, runs).map(({ reason }) => reason)).toEqual(['level']);
  });

  it('is creep that no change for the worse explains', () => {
    const creep = { isCreeping: true, sinceBest: 0.1, bestRunId: runs[5]?.id ?? '', margin: 0.05, trendPValue: 0 };
    const series = { ...changedTo(1.2), creep };
    expect(findAlarms({ ...series, changes: [] }, runs)).toMatchObject([
      { kind: 'worse', reason: 'creep', change: 0.1, startedAt: runs[5]?.startedAt },
    ]);
    expect(findAlarms(series, runs).map(({ reason }) => reason)).toEqual(['level']);
  });
});

describe('a regression', () => {
  it('is an alarm for the worse in a series that counts', () => {
    const worse = { ...changedTo(1.2), alarms: findAlarms(changedTo(1.2), runs) };
    const found = (one: TrendSeries, isCounted?: () => boolean) => findRegression({ ...DOCUMENT, series: [one] }, isCounted);
    expect(found({ ...worse, primary: true })).toBeDefined();
    expect(found({ ...worse, primary: false })).toBeUndefined();
    expect(found({ ...worse, primary: false }, () => true)).toBeDefined();
    const early = { ...changedTo(1.2, 'early'), primary: true };
    expect(found({ ...early, alarms: findAlarms(early, runs) })).toBeUndefined();
  });
});
