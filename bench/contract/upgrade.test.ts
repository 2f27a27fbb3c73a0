import { describe, expect, it } from 'vitest';
import { type Upgrade, upgrade } from './upgrade.js';

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
