import { describe, expect, it } from 'vitest';
import { noisy } from '../../tests/gate-documents.js';
import { simulateEntries } from '../../tests/simulated-entries.js';
import { trendOfEntries } from '../../tests/trend-documents.js';
import { trendDocument } from '../contract/trend.js';
import { judgeNewest } from './judge-newest.js';

const ENTRIES = [...simulateEntries({ runs: 120, workloads: ['json'], seed: 3 })];
const find = (document: ReturnType<typeof trendOfEntries>, id: string) => {
  const found = document.series.find((series) => series.id === id);
  if (!found) throw new Error(`no series ${id}`);
  return found;
};

describe('a trend', () => {
  it('is a valid document, the same whatever order the runs were read in', () => {
    const document = trendOfEntries(ENTRIES);
    expect(trendDocument.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
    expect(trendOfEntries(ENTRIES.toReversed())).toEqual(document);
    expect(trendOfEntries([...ENTRIES, ...ENTRIES])).toEqual(document);
  });

  it('has the step of a series as a change between two levels that join', () => {
    const { changes, levels, points } = find(trendOfEntries(ENTRIES), 'boot-time/vm');
    expect(changes).toMatchObject([{ status: 'worse', tier: 'confirmed' }]);
    expect(Math.abs((changes[0]?.point ?? 0) - 111)).toBeLessThanOrEqual(2);
    expect(changes[0]?.runId).toBe(ENTRIES[changes[0]?.point ?? 0]?.runId);
    expect(levels.map(({ from, to }) => [from, to])).toEqual([
      [0, changes[0]?.point],
      [changes[0]?.point, points.run.length],
    ]);
  });

  it('leaves out runs of another host, and counts them', () => {
    const moved = ENTRIES.map((entry, place) =>
      place < 60 ? { ...entry, host: { ...entry.host, fingerprint: 'other' } } : entry,
    );
    const { points, otherConditions } = find(trendOfEntries(moved), 'boot-time/bare');
    expect([points.run.length, points.run[0], otherConditions]).toEqual([60, 60, 60]);
  });

  it('holds the newest run to those since the last accepted one', () => {
    const accepted = (at: number) =>
      ENTRIES.map((entry, place) => (place === at ? { ...entry, flags: { accepted: true } } : entry));
    expect(find(trendOfEntries(accepted(100)), 'boot-time/bare').newest.pastRuns).toBe(19);
    expect(find(trendOfEntries(accepted(117)), 'boot-time/bare').newest).toMatchObject({
      status: 'insufficient-history',
      pastRuns: 2,
    });
  });

  it('takes no run that a gate refused for a reference', () => {
    const refused = ENTRIES.slice(0, 8).map((entry, place) => ({
      ...entry,
      flags: { verdict: place < 3 ? ('regressed' as const) : ('pass' as const) },
    }));
    expect(find(trendOfEntries(refused), 'boot-time/bare').newest.pastRuns).toBe(4);
  });

  it('lets boot time decide until the time to the program has runs enough', () => {
    const renew = (entry: (typeof ENTRIES)[number]) => ({
      ...entry,
      series: entry.series.flatMap((series) =>
        series.metricId === 'boot-time'
          ? [
              { ...series, primary: false, partOf: 'time-to-program', standsAlone: true },
              { ...series, metricId: 'time-to-program' },
            ]
          : [series],
      ),
    });
    const decides = (newest: number) => {
      const document = trendOfEntries([...ENTRIES.slice(0, -newest), ...ENTRIES.slice(-newest).map(renew)]);
      return ['boot-time/vm', 'time-to-program/vm', 'memory-cache/vm'].map((id) => find(document, id).primary);
    };
    expect([decides(5), decides(6)]).toEqual([
      [true, true, false],
      [false, true, false],
    ]);
  });

  it('looks for changes in the newest runs only, as far as it was told', () => {
    const { analyzedFrom, levels } = find(trendOfEntries(ENTRIES, 50), 'boot-time/bare');
    expect([analyzedFrom, levels[0]?.from]).toEqual([70, 70]);
  });

  it('is the same when older runs than those that are judged were not read, but for their points', () => {
    const judged = ({ series }: ReturnType<typeof trendOfEntries>) =>
      series.map(({ changes, newest, creep }) => ({ changes: changes.map(({ runId }) => runId), newest, creep }));
    expect(judged(trendOfEntries(ENTRIES.slice(-50), 50))).toEqual(judged(trendOfEntries(ENTRIES, 50)));
  });

  it('of no runs, or of one, is empty and not an error', () => {
    expect(trendOfEntries([])).toMatchObject({ runs: [], series: [] });
    expect(find(trendOfEntries(ENTRIES.slice(0, 1)), 'boot-time/vm')).toMatchObject({
      changes: [],
      levels: [{ from: 0, to: 1 }],
    });
  });
});

/** Run medians around 0.2 s, 2 % apart. */
const LEVELS = noisy(12, 0.2, 0.02);

describe('the newest runs of a series', () => {
  it('are in line, flagged or reproduced', () => {
    expect(judgeNewest(LEVELS, [0.2], 'lower-is-better')).toMatchObject({ status: 'in-line', pastRuns: 12 });
    expect(judgeNewest(LEVELS, [0.3], 'lower-is-better')).toMatchObject({ status: 'flagged', direction: 'worse' });
    expect(judgeNewest(LEVELS, [0.3], 'higher-is-better')).toMatchObject({ status: 'flagged', direction: 'better' });
    expect(judgeNewest(LEVELS, [0.1, 0.1], 'lower-is-better')).toMatchObject({ status: 'reproduced', direction: 'better' });
    expect(judgeNewest(LEVELS.slice(0, 4), [1], 'lower-is-better')).toEqual({ status: 'insufficient-history', pastRuns: 4 });
    expect(judgeNewest(LEVELS, [0], 'lower-is-better')).toMatchObject({ status: 'not-positive' });
  });

  it.each(['lower-is-better', 'higher-is-better'] as const)('have limits that they are judged by: %s', (direction) => {
    const { limits } = judgeNewest(LEVELS, [0.2], direction);
    expect(limits?.low).toBeLessThan(0.2);
    expect(limits?.high).toBeGreaterThan(0.2);
    expect(judgeNewest(LEVELS, [(limits?.high ?? 0) * 1.001], direction).status).toBe('flagged');
    expect(judgeNewest(LEVELS, [(limits?.high ?? 0) * 0.999], direction).status).toBe('in-line');
    expect(judgeNewest(LEVELS, [(limits?.low ?? 0) * 0.999], direction).status).toBe('flagged');
  });
});
