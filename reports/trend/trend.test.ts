import { describe, expect, it } from 'vitest';
import type { TrendDocument } from '../../bench/contract/trend.js';
import { simulateTrend } from '../../tests/trend-documents.js';
import { findAlarms, isAlarming } from './alarms.js';
import { findPosition, groupPoints, planMarks } from './marks.js';
import { renderTrendTable, sparkline } from './terminal.js';
import { buildTrendView } from './view-model.js';

describe('marks', () => {
  it.each([1, 250, 350, 351, 1000, 10_000])('of %i runs stand for each of them once', (count) => {
    const plan = planMarks(count);
    const median = Array.from({ length: count }, (_, place) => place);
    const groups = groupPoints({ run: median, median, low: [], high: [], contaminated: [] }, plan);
    expect(groups.length + count - plan.singleFrom).toBeLessThanOrEqual(350);
    expect(groups.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(plan.singleFrom);
    for (const [index, { from, to, min, max }] of groups.entries()) {
      expect([min, max]).toEqual([from, to - 1]);
      expect(Math.abs(findPosition(from, plan) - index)).toBeLessThan(0.5);
      expect(Math.abs(findPosition(to - 1, plan) - index)).toBeLessThan(0.5);
    }
    expect(findPosition(count - 1, plan)).toBe(groups.length + count - plan.singleFrom - 1);
  });
});

/** The first series, with one change from 1 to 1.2 and a present level. */
function changedTo(
  now: number,
  tier: 'confirmed' | 'early' = 'confirmed',
): { series: TrendDocument['series'][number]; document: TrendDocument } {
  const document = simulateTrend(40);
  const [first] = document.series;
  if (!first) throw new Error('no series');
  const change = {
    point: 10,
    runId: '',
    startedAt: '2026-01-01',
    revision: 'c',
    before: 1,
    after: 1.2,
    change: 0.2,
    isRelative: true,
    status: 'worse',
    tier,
    pValue: 0.002,
  } as const;
  const levels = [
    { from: 0, to: 10, median: 1 },
    { from: 10, to: 40, median: now },
  ];
  const { creep: _, ...rest } = first;
  return { document, series: { ...rest, changes: [change], levels, newest: { status: 'in-line', runs: 1, pastRuns: 20 } } };
}

describe('what stands out', () => {
  it('is a lasting change for the worse; not one that was made good, nor one that is early', () => {
    const alarm = (now: number, tier?: 'early') => {
      const { series, document } = changedTo(now, tier);
      return [findAlarms(series, 'f', document)[0]?.kind, isAlarming(series, document)];
    };
    expect(alarm(1.2)).toEqual(['worse', true]);
    expect(alarm(1.02)).toEqual(['neutral', false]);
    expect(alarm(1.2, 'early')).toEqual(['unconfirmed', false]);
  });

  it('is nothing once the level was accepted', () => {
    const { series, document } = changedTo(1.2);
    const runs = document.runs.map((run, place) => ({ ...run, accepted: place === 15 }));
    expect(findAlarms(series, 'f', { ...document, runs })).toEqual([]);
  });
});

describe('the page', () => {
  it('says first that a guest was emulated, and is the same each time', () => {
    const view = buildTrendView(simulateTrend(40));
    expect(view.caveats[0]).toMatchObject({ severity: 'severe', title: 'vm ran under software emulation, not under KVM' });
    expect(buildTrendView(simulateTrend(40))).toEqual(view);
  });

  it('says how many runs a mark stands for', () => {
    const [figure] = buildTrendView(simulateTrend(1000)).metrics[0]?.figures ?? [];
    expect(figure?.caption).toContain('each mark stands for 8 runs');
    expect(figure?.caption).toContain('Levels were searched in the newest 250 runs');
    expect(figure?.chart.marks).toMatchObject({ groups: 94, y: { length: 94 + 250 }, text: { length: 94 + 250 } });
  });

  it('of an empty history says so', () => {
    const empty = { ...simulateTrend(1), runs: [], series: [] };
    expect(buildTrendView(empty).summary).toBe('This history holds no figures yet.');
    expect(renderTrendTable(empty, { width: 80, isAll: true })).toContain('no figures yet');
  });
});

describe('a sparkline', () => {
  it('runs from the least to the largest, in the middle where nothing varies', () => {
    expect(sparkline([1, 2, 8])).toBe('▁▂█');
    expect(sparkline([3, 3])).toBe('▄▄');
  });
});
