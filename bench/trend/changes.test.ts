import { describe, expect, it } from 'vitest';
import { seeded } from '../../tests/noise-families.js';
import { listPoints } from '../../tests/simulated-history.js';
import { detectChanges } from './changes.js';
import { findCreep } from './creep.js';

const random = seeded(18);
const flat = Array.from({ length: 40 }, () => 0.02 * random.normal());
const stepAt = (index: number, size: number) => listPoints(flat.map((log, place) => log + (place < index ? 0 : size)));
const settings = { direction: 'lower-is-better', seed: 1 } as const;

describe('changes of level', () => {
  it('name the run, both levels and the size', () => {
    const [change, ...others] = detectChanges(stepAt(25, Math.log(1.2)), settings);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ index: 25, runId: 'run-25', tier: 'confirmed', status: 'worse', isRelative: true });
    expect(change?.change).toBeCloseTo(0.2, 1);
    expect(change?.interval?.low).toBeGreaterThan(0.15);
    expect((change?.after ?? 0) / (change?.before ?? 1)).toBeCloseTo(1.2, 1);
    expect(detectChanges(stepAt(25, Math.log(1.2)), { ...settings, direction: 'higher-is-better' })[0]?.status).toBe('better');
  });

  it('are the same for the same seed', () => {
    expect(detectChanges(stepAt(25, 0.1), settings)).toEqual(detectChanges(stepAt(25, 0.1), settings));
  });

  it('are none in a flat series, for one wild run, or for a step too small to matter', () => {
    expect(detectChanges(listPoints(flat), settings)).toEqual([]);
    expect(detectChanges(listPoints(flat.map((log, index) => (index === 30 ? log + 2 : log))), settings)).toEqual([]);
    expect(detectChanges(listPoints(flat.map((log, index) => log / 10 + (index < 20 ? 0 : 0.02))), settings)).toEqual([]);
    expect(detectChanges([], settings)).toEqual([]);
  });

  it('are told early, as advice, once three newest runs stand apart', () => {
    const early = detectChanges(stepAt(37, Math.log(1.3)), settings);
    expect(early.map(({ index, tier }) => [index, tier])).toEqual([[37, 'early']]);
    expect(detectChanges(stepAt(38, Math.log(1.3)), settings)).toEqual([]);
  });

  it('of what may be zero are in the unit', () => {
    const points = stepAt(20, 1).map((point, index) => ({ ...point, median: index < 20 ? index % 3 : 10 + (index % 3) }));
    expect(detectChanges(points, settings)).toMatchObject([{ index: 20, isRelative: false, change: 10, status: 'worse' }]);
  });
});

describe('creep', () => {
  const creeping = { direction: 'lower-is-better', target: 0.05 } as const;

  it('is seen where no step is', () => {
    const points = listPoints(Array.from({ length: 60 }, (_, index) => 0.005 * random.normal() + (Math.log(1.15) * index) / 60));
    const found = findCreep(points, creeping);
    expect(found).toMatchObject({ isCreeping: true });
    expect(found?.best.increase).toBeCloseTo(0.13, 1);
    expect(found?.slope?.slope).toBeCloseTo(Math.log(1.15) / 60, 3);
    expect(found?.trend.twoSided).toBeLessThan(1e-6);
  });

  it('is measured against what was accepted last, too', () => {
    const points = stepAt(20, Math.log(1.3)).map((point, index) => ({ ...point, isAccepted: index === 20 }));
    const found = findCreep(points, creeping);
    expect(found?.best.increase).toBeGreaterThan(0.25);
    expect(Math.abs(found?.accepted?.increase ?? 1)).toBeLessThan(0.05);
    expect(findCreep(listPoints(flat.slice(0, 9)), creeping)).toBeUndefined();
    expect(findCreep(listPoints(flat), { ...creeping, direction: 'neutral' })).toBeUndefined();
  });
});
