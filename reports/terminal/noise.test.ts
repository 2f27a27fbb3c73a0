import { expect, it } from 'vitest';
import type { KnownNoiseFloors, NoiseFinding } from '../../bench/contract/noise.js';
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

const render = (findings: readonly NoiseFinding[], known: KnownNoiseFloors, width = 80) =>
  renderNoise({ findings, known, governors: 'none', width });

it('writes large shares and long times as people do', () => {
  const text = render([SPREAD, LATENCY, UNKNOWN], { floors: [] });
  expect(text).toContain('110 %');
  expect(text).toContain('1.23 s');
  expect(text).toContain('n/a');
  expect(text).not.toMatch(/\de[+-]?\d/);
});

it('says which noise floors are known, or how to measure them', () => {
  const floor = { metricId: 'boot-time', environmentId: 'bare', effect95: 0.031 };
  expect(render([], { floors: [floor] })).toContain('boot-time/bare: ±3.1 %');
  expect(render([], { floors: [] })).toContain('twinbench selftest aa');
  expect(render([], { floors: [], hint: 'outdated' })).toContain('outdated');
});

it('keeps the members of the JSON output', () => {
  const [row] = JSON.parse(JSON.stringify(nameNoise([SPREAD])));
  expect(Object.keys(row)).toEqual(['id', 'title', 'unit', 'limit', 'value', 'means']);
  expect(Object.keys(JSON.parse(JSON.stringify(nameNoise([UNKNOWN])))[0])).toEqual(['id', 'title', 'unit', 'limit', 'means']);
});

const STEADY: NoiseFinding = {
  id: 'memory-spread',
  unit: 'ratio',
  limit: 0.2,
  value: 0.1,
  level: 'fit',
  meaning: 'within-limit',
};

it('begins with what is beyond its limit, and ends with what follows', () => {
  const lines = render([STEADY, SPREAD, UNKNOWN], { floors: [] }).split('\n');
  expect(lines[1]).toMatch(/^NO {3}CPU loop.* 110 % {3}10 %$/);
  expect(lines.at(-1)).toBe('Too noisy for a gate now: 1 figure is beyond its limit.');
  expect(render([STEADY], { floors: [] })).toMatch(/Quiet enough for a gate.*$/);
});

it.each([40, 60, 80, 200])('fits %s columns, and loses no word', (width) => {
  const floor = { metricId: `memory-${'peak-'.repeat(20)}`, environmentId: 'container', effect95: 0.031 };
  const text = render([STEADY, SPREAD, LATENCY, UNKNOWN], { floors: [floor] }, width);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
  expect(text.replace(/\s+/g, '')).toContain('blockswithaloop10%slowerareexcluded');
  expect(text.replace(/\s+/g, '')).toContain(`${floor.metricId}/container`);
});
