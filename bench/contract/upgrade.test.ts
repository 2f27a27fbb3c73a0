import { describe, expect, it } from 'vitest';
import { METRICS } from '../metrics/index.js';
import { addGroups, addPracticalMargins, findWhole, type Upgrade, upgrade } from './upgrade.js';

const place = { fileName: 'results.json' };

describe('upgrade', () => {
  it('takes one step after the other up to the target', () => {
    const table = new Map<number, Upgrade>([
      [1, (older) => ({ ...older, second: true })],
      [2, (older) => ({ ...older, third: true })],
    ]);
    expect(upgrade({ schemaVersion: 1 }, table, 3, place)).toEqual({ schemaVersion: 3, second: true, third: true });
    expect(upgrade({ schemaVersion: 3, kept: 1 }, table, 3, place)).toEqual({ schemaVersion: 3, kept: 1 });
  });

  it('refuses a version without a step', () => {
    expect(() => upgrade({ schemaVersion: 1 }, new Map(), 2, place)).toThrow(/results\.json: schema 1 is older/);
  });
});

describe('older files, whose ids alone told what belongs together', () => {
  const definitions = METRICS.map(({ definition }) => definition);

  it('get the groups that their metrics have today', () => {
    expect(addGroups(definitions.map(({ group: _, ...older }) => older))).toEqual(definitions);
  });

  it('get the practical margins that their metrics have today, and keep their own', () => {
    expect(addPracticalMargins(definitions.map(({ practicalMargin: _, ...older }) => older))).toEqual(definitions);
    const judged = definitions.filter(({ direction }) => direction !== 'neutral');
    expect(judged.filter(({ practicalMargin }) => practicalMargin === undefined)).toEqual([]);
    const own = definitions.map((one) => ({ ...one, practicalMargin: { relative: 0.5 } }));
    expect(addPracticalMargins(own)).toEqual(own);
  });

  it('leave a document alone that has groups of its own', () => {
    const [first, ...others] = definitions.map(({ group: _, ...older }) => older);
    const own = [{ ...first, group: 'other' }, ...others] as typeof definitions;
    expect(addGroups(own)).toEqual(own);
  });

  it('name the whole of a part', () => {
    expect(['boot-time.kernel', 'boot-time'].map((metricId) => findWhole({ metricId }))).toEqual(['boot-time', undefined]);
    expect(findWhole({ metricId: 'kernel', partOf: 'boot-time' })).toBe('boot-time');
  });
});
