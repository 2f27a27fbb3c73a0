import { expect, it } from 'vitest';
import type { NoiseFinding } from '../../bench/contract/noise.js';
import { nameNoise, renderNoise } from './noise.js';

const SPREAD: NoiseFinding = { id: 'cpu-spread', unit: 'ratio', limit: 0.1, value: 1.1, level: 'unfit', meaning: 'cpu-spread' };
const LATENCY: NoiseFinding = {
  id: 'disk-latency',
  unit: 'second',
  value: 1.234,
  level: 'informational',
  meaning: 'flushes-honoured',
};
const UNKNOWN: NoiseFinding = { id: 'steal', unit: 'ratio', limit: 0.02, level: 'unknown', meaning: 'not-reported' };

it('writes large shares and long times as people do', () => {
  const text = renderNoise([SPREAD, LATENCY, UNKNOWN], { floors: [] }, 'none');
  expect(text).toContain('110 %');
  expect(text).toContain('1.23 s');
  expect(text).toContain('n/a');
  expect(text).not.toMatch(/\de[+-]?\d/);
});

it('says which noise floors are known, or how to measure them', () => {
  const floor = { metricId: 'boot-time', environmentId: 'bare', effect95: 0.031 };
  expect(renderNoise([], { floors: [floor] }, 'none')).toContain('boot-time/bare: ±3.1 %');
  expect(renderNoise([], { floors: [] }, 'none')).toContain('twinbench selftest aa');
  expect(renderNoise([], { floors: [], hint: 'outdated' }, 'none')).toContain('outdated');
});

it('keeps the members of the JSON output', () => {
  const [row] = JSON.parse(JSON.stringify(nameNoise([SPREAD])));
  expect(Object.keys(row)).toEqual(['id', 'title', 'unit', 'limit', 'value', 'means']);
  expect(Object.keys(JSON.parse(JSON.stringify(nameNoise([UNKNOWN])))[0])).toEqual(['id', 'title', 'unit', 'limit', 'means']);
});
