import { describe, expect, test } from 'vitest';
import type { Comparison, MetricDefinition, Series } from '../../bench/contract/document.js';
import type { GateMetric } from '../../bench/contract/verdict.js';
import { HOSTILE } from '../../tests/simulated-documents.js';
import { describeGateVerdict, describeVerdict } from './verdict-words.js';

const MS = 1e-3;

function makeMetric(change: Partial<MetricDefinition> = {}): MetricDefinition {
  return {
    ...{ id: 'time', title: 'Time', unit: 'second', direction: 'lower-is-better', scope: 'environment', subject: 'instance' },
    ...{ source: '', definition: '', noiseThreshold: 0.01, practicalMargin: { absolute: 100 * MS } },
    ...change,
  };
}

type Status = Comparison['verdict']['status'];

function compare(status: Status, change: Partial<Comparison> = {}): Comparison {
  return {
    ...{ question: 'side-by-side', metricId: 'time', n: 24, method: '', caveats: [] },
    baseline: { runId: 'r', environmentId: 'bare' },
    candidate: { runId: 'r', environmentId: 'container' },
    ratio: { estimate: 1.1, low: 1.05, high: 1.2, level: 0.95 },
    difference: { estimate: 200 * MS, low: 150 * MS, high: 240 * MS, level: 0.95 },
    margins: { noiseFloor: 0.01, target: 0.05 },
    verdict: { status, because: 'because' },
    ...change,
  };
}

function makeSeries(values: readonly number[], median: number): Series {
  const points = values.map((value, block) => ({ trialId: `t${block}`, block, value }));
  const summary = { n: values.length, median, mean: median, mad: 0, min: Math.min(...values), max: Math.max(...values) };
  return { environmentId: 'e', metricId: 'time', points, summary };
}

const few = { n: 3, ratio: { estimate: 1.1 }, difference: { estimate: 1 * MS } };
const cases: readonly [string, Comparison, Partial<MetricDefinition>, string, string][] = [
  ['longer', compare('worse'), {}, 'shown: longer', 'worse'],
  ['shorter', compare('better', { difference: { estimate: -0.2, low: -0.3, high: -0.15 } }), {}, 'shown: shorter', 'better'],
  [
    'slower',
    compare('worse', { ratio: { estimate: 0.8, low: 0.7, high: 0.9 } }),
    { unit: 'operation-per-second', direction: 'higher-is-better', practicalMargin: { relative: 0.05 } },
    'shown: slower',
    'worse',
  ],
  [
    'too small to matter',
    compare('worse', { difference: { estimate: 2.7 * MS, low: 0.5 * MS, high: 3.8 * MS } }),
    {},
    'shown, within what matters (100\u00a0ms)',
    'same',
  ],
  [
    'around what matters',
    compare('worse', { difference: { estimate: 0.1, low: 0.05, high: 0.12 } }),
    {},
    'shown: longer, near what matters (100\u00a0ms)',
    'open',
  ],
  [
    'without a stated margin, 5 %',
    compare('worse', { ratio: { estimate: 1.02, low: 1.01, high: 1.03 } }),
    { practicalMargin: undefined },
    'shown, within what matters (5\u00a0%)',
    'same',
  ],
  ['the same', compare('equivalent'), {}, 'no difference of 5\u00a0%', 'same'],
  ['too few', compare('inconclusive', few), {}, 'seen in 3 of 3 pairs, too few to be sure', 'open'],
  [
    'too few, nothing seen',
    compare('inconclusive', { ...few, ratio: { estimate: 1.005 } }),
    {},
    'no difference seen in 3 pairs, too few to be sure',
    'open',
  ],
  ['undecided', compare('inconclusive'), {}, 'not decided (24 pairs)', 'open'],
  [
    'undecided, all of it too small to matter',
    compare('inconclusive', { needed: 260, difference: { estimate: 1.6 * MS, low: 0.8 * MS, high: 2.7 * MS } }),
    {},
    'no difference that matters (100\u00a0ms)',
    'same',
  ],
  [
    'undecided, without an interval to be within anything',
    compare('inconclusive', few),
    {},
    'seen in 3 of 3 pairs, too few to be sure',
    'open',
  ],
  ['undecided, with n', compare('inconclusive', { needed: 1166 }), {}, 'not decided (24 pairs; about 1,200 decide)', 'open'],
  ['undecided, small n', compare('inconclusive', { n: 7, needed: 10 }), {}, 'not decided (7 pairs; about 10 decide)', 'open'],
  [
    'undecided, absurd n',
    compare('inconclusive', { needed: 32_614 }),
    {},
    'not decided (24 pairs; this host is too noisy for that)',
    'open',
  ],
  [
    'within calibration error',
    compare('inconclusive', { caveats: ['below-own-error'] }),
    {},
    'not decided (24 pairs; within calibration error)',
    'open',
  ],
  ['emulated', compare('worse', { caveats: ['different-kernel', 'emulated'] }), {}, 'emulated, not judged', 'unjudged'],
  ['emulated, better', compare('better', { caveats: ['emulated'] }), {}, 'emulated, not judged', 'unjudged'],
  ['not measured', compare('not-comparable', { n: 0, ratio: undefined }), {}, 'not measured', 'unjudged'],
  ['neutral', compare('not-comparable'), { direction: 'neutral' }, 'informational', 'unjudged'],
];

describe('the words of a comparison', () => {
  const series = { baseline: makeSeries([1, 1, 1], 1), candidate: makeSeries([2, 3, 2], 2) };

  test.each(cases)('%s', (_, comparison, change, words, tone) => {
    expect(describeVerdict({ comparison, metric: makeMetric(change), ...series })).toMatchObject({ words, tone });
  });

  test('pairs that point the other way, and those of contaminated blocks, are not counted as seen', () => {
    const points = [...makeSeries([2, 0.5, 2], 2).points, { trialId: 'c', block: 3, value: 9, contaminated: true }];
    const candidate = { ...series.candidate, points };
    const comparison = compare('inconclusive', { ...few, n: 3 });
    const baseline = makeSeries([1, 1, 1, 1], 1);
    expect(describeVerdict({ comparison, metric: makeMetric(), baseline, candidate }).words).toContain('seen in 2 of 3 pairs');
  });

  test('eight pairs that all point one way are seen, though a family needs more to be sure', () => {
    const [baseline, candidate] = [1, 2].map((value) => makeSeries(Array(8).fill(value), value));
    const comparison = compare('inconclusive', { n: 8 });
    const words = 'seen in 8 of 8 pairs, too few to be sure';
    expect(describeVerdict({ comparison, metric: makeMetric(), baseline, candidate }).words).toBe(words);
  });

  test('without points the number of pairs stands alone', () => {
    const words = '3 pairs, too few to be sure';
    expect(describeVerdict({ comparison: compare('inconclusive', few), metric: makeMetric() }).words).toBe(words);
  });

  test('medians in the opposite order are explained, and only they', () => {
    const opposite = { baseline: makeSeries([1, 1, 1], 3), candidate: makeSeries([2, 2, 2], 2) };
    const comparison = compare('worse');
    expect(describeVerdict({ comparison, metric: makeMetric(), ...opposite }).detail).toContain('opposite order');
    expect(describeVerdict({ comparison, metric: makeMetric(), ...series }).detail).toBe('');
  });

  test('hostile reasons are made visible, and an unknown metric takes no colour', () => {
    const comparison = compare('not-comparable', { verdict: { status: 'not-comparable', because: HOSTILE } });
    expect(describeVerdict({ comparison, metric: makeMetric() }).detail).toContain('\\u{202e}');
    expect(describeVerdict({ comparison: compare('worse'), metric: undefined })).toMatchObject({ words: 'shown', tone: 'open' });
  });
});

describe('the words of a gate', () => {
  const metric: GateMetric = {
    ...{ id: 'time/vm', metricId: 'time', environmentId: 'vm', title: 'Time', unit: 'second', direction: 'lower-is-better' },
    ...{ gate: 'block', scale: 'ratio', design: 'paired', pairs: 40, effect: 0.1, status: 'pass', stopReason: 'fixed-sample' },
    baseline: { n: 40, runs: 1 },
    candidate: { n: 40, runs: 1 },
    margins: { noiseFloor: 0.01, target: 0.05 },
    verdict: { status: 'worse', because: 'because' },
    warnings: [],
  };
  const gateWords = (change: Partial<GateMetric>) => describeGateVerdict({ ...metric, ...change });
  const verdict = (status: GateMetric['verdict']['status']) => ({ status, because: 'because' });

  test.each<[string, Partial<GateMetric>, string, string]>([
    ['worse', {}, 'shown: longer', 'worse'],
    ['better', { verdict: verdict('better') }, 'shown: shorter', 'better'],
    ['the same', { verdict: verdict('equivalent') }, 'no difference of 5\u00a0%', 'same'],
    ['undecided', { verdict: verdict('inconclusive'), needed: 120 }, 'not decided (40 pairs; about 120 decide)', 'open'],
    ['too few', { verdict: verdict('inconclusive'), pairs: 3 }, '3 pairs, too few to be sure', 'open'],
    [
      'runs',
      { verdict: verdict('inconclusive'), pairs: undefined, baseline: { n: 50, runs: 5 }, candidate: { n: 9, runs: 1 } },
      'not decided (5 / 1 runs)',
      'open',
    ],
    ['not comparable', { verdict: verdict('not-comparable') }, 'not comparable', 'unjudged'],
  ])('%s', (_, change, words, tone) => {
    expect(gateWords(change)).toMatchObject({ words, tone });
  });
});
