import { describe, expect, it } from 'vitest';
import { describeNoise, isFitForGates, type NoiseId, noiseRows } from './rows.js';

const QUIET: Readonly<Record<NoiseId, number | undefined>> = {
  'cpu-spread': 0.02,
  'memory-spread': 0.05,
  'disk-spread': 0.3,
  'disk-latency': 0.002,
  steal: 0,
  'other-cpu': 0.01,
  'cpu-pressure': undefined,
  'io-pressure': undefined,
  'memory-pressure': undefined,
  frequency: undefined,
  'own-gap': 0,
};

function readMeaning(id: NoiseId, value: number | undefined): string | undefined {
  return noiseRows({ ...QUIET, [id]: value }).find((row) => row.id === id)?.means;
}

describe('what a probe of noise means', () => {
  it('is said of the value: flushes that take as long as a disk are honoured', () => {
    expect(readMeaning('disk-latency', 0.002)).toBe('as long as a disk takes that honours flushes');
    expect(readMeaning('disk-latency', 0.000012)).toContain('flushes are not honoured');
  });

  it('blames nothing within its limit, and nothing that the host does not tell', () => {
    for (const { means, value, limit } of noiseRows(QUIET).filter(({ id }) => id !== 'disk-latency'))
      expect(means).toBe(value === undefined || limit === undefined ? 'this host does not tell' : 'within its limit');
    expect(readMeaning('memory-pressure', 0.02)).toContain('reclaims memory');
  });

  it('a look in which Twinbench itself was stopped is not fit, and says that the others are void', () => {
    expect(isFitForGates(noiseRows(QUIET))).toBe(true);
    const stopped = noiseRows({ ...QUIET, 'own-gap': 5 });
    expect(isFitForGates(stopped)).toBe(false);
    expect(readMeaning('own-gap', 5)).toContain('void');
  });

  it('writes large shares and long times as people do', () => {
    const text = describeNoise(noiseRows({ ...QUIET, 'cpu-spread': 1.1, 'disk-latency': 1.234 }), { floors: [] }, 'none');
    expect(text).toContain('110 %');
    expect(text).toContain('1.23 s');
    expect(text).not.toMatch(/\de[+-]?\d/);
  });
});
