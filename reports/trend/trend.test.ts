import { describe, expect, it } from 'vitest';
import { simulateTrend } from '../../tests/trend-documents.js';
import { findPosition, groupPoints, planMarks } from './marks.js';
import { alarmLines, renderTrendTable, sparkline } from './terminal.js';
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

describe('alarms', () => {
  it('are worded by their reason, the worst first, with size, day and commit', () => {
    const document = simulateTrend(120);
    const lines = alarmLines(document);
    expect(lines).toMatch(
      /^worse {8}Boot time, vm: Level changed for the worse, \+11 % \[.*\], since 2024-01-05, commit 991f6f188f$/m,
    );
    const kinds = buildTrendView(document).alarms.map(({ kind }) => kind);
    expect(kinds).toEqual(['worse', 'better', 'neutral', 'unconfirmed'].flatMap((kind) => kinds.filter((one) => one === kind)));
  });

  it('without any say so', () => {
    const calm = { ...simulateTrend(40), series: simulateTrend(40).series.map((one) => ({ ...one, alarms: [] })) };
    expect(alarmLines(calm)).toContain('Nothing stands out in');
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
