import { describe, expect, it } from 'vitest';
import type { NoiseId } from '../contract/noise.js';
import { isFitForGates, judgeNoise, type NoiseValues } from './judge-noise.js';

const QUIET: NoiseValues = {
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

function findMeaning(id: NoiseId, value: number | undefined): string | undefined {
  return judgeNoise({ ...QUIET, [id]: value }).find((finding) => finding.id === id)?.meaning;
}

describe('what the noise of a host means', () => {
  it('follows from the value: flushes that take as long as a disk are honoured', () => {
    expect(findMeaning('disk-latency', 0.002)).toBe('flushes-honoured');
    expect(findMeaning('disk-latency', 0.000012)).toBe('flushes-ignored');
  });

  it('blames nothing within its limit, and nothing that the host does not report', () => {
    for (const { meaning, level, value } of judgeNoise(QUIET).filter(({ id }) => id !== 'disk-latency'))
      expect([level, meaning]).toEqual(value === undefined ? ['unknown', 'not-reported'] : ['fit', 'within-limit']);
    expect(findMeaning('memory-pressure', 0.02)).toBe('memory-pressure');
  });

  it('is not fit where Twinbench itself was stopped', () => {
    expect(isFitForGates(judgeNoise(QUIET))).toBe(true);
    expect(isFitForGates(judgeNoise({ ...QUIET, 'own-gap': 5 }))).toBe(false);
    expect(findMeaning('own-gap', 5)).toBe('own-gap');
  });
});
