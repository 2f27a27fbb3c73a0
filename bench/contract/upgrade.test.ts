import { describe, expect, it } from 'vitest';
import { METRICS } from '../metrics/index.js';
import { addGroups, findWhole, type Upgrade, upgrade } from './upgrade.js';

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
