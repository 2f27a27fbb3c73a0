/** Raw records that no run wrote, from their text to the document: a named outcome each, never a wrong number and never a crash. */
import { describe, expect, it } from 'vitest';
import { analyze } from '../bench/analysis/analyze.js';
import { type Comparison, type ResultsDocument, resultsDocument } from '../bench/contract/document.js';
import { FormatError, type FormatProblem } from '../bench/contract/format-error.js';
import { parseRawLines } from '../bench/contract/read.js';
import type { InstanceRecord, Sample, TrialRecord } from '../bench/contract/record.js';
import { type SimulatedRun, simulateRun } from './simulate-run.js';

const SIMULATED = simulateRun({ seed: 31, accelerator: 'kvm', failEvery: 1000, noise: {} });

function readText({ run, trials, ends }: SimulatedRun): string {
  return [run, ...trials, ...ends].map((record) => `${JSON.stringify(record)}\n`).join('');
}

function makeDocument(simulated: SimulatedRun): ResultsDocument {
  const raw = parseRawLines(readText(simulated), 'trials.jsonl');
  return analyze(raw.run, raw.trials, raw.ends);
}

function edited(change: (trial: TrialRecord) => TrialRecord): ResultsDocument {
  return makeDocument({ ...SIMULATED, trials: SIMULATED.trials.map(change) });
}

/** Nothing that JSON would lose: a number that is none becomes null there. */
function expectWhole(document: ResultsDocument): void {
  expect(resultsDocument.safeParse(document).error).toBeUndefined();
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
}

describe('text that is no record', () => {
  const text = readText(SIMULATED);
  const line = text.split('\n').findIndex((one) => one.includes('"cpuNs":')) + 1;

  it.each<[string, RegExp, string, FormatProblem]>([
    ['NaN', /"cpuNs":\d+/, '"cpuNs":NaN', 'corrupt-json'],
    ['Infinity', /"cpuNs":\d+/, '"cpuNs":-Infinity', 'corrupt-json'],
    ['a number beyond all numbers', /"cpuNs":\d+/, '"cpuNs":1e999', 'invalid'],
    ['a text for a number', /"cpuNs":\d+/, '"cpuNs":"12"', 'invalid'],
    ['null for a number', /"cpuNs":\d+/, '"cpuNs":null', 'invalid'],
    ['an instant with a fraction', /"tNs":\d+/, '"tNs":0.5', 'invalid'],
    ['an instant that no number holds exactly', /"tNs":\d+/, '"tNs":9007199254740993', 'invalid'],
    ['a giant instant', /"tNs":\d+/, '"tNs":1e300', 'invalid'],
    ['operations less than none', /"operations":\d+/, '"operations":-1', 'invalid'],
    ['half an operation', /"operations":\d+/, '"operations":0.5', 'invalid'],
    ['a window beyond all numbers', /"windowNs":\d+/, '"windowNs":1e999', 'invalid'],
    ['CPU time less than none', /"userSeconds":[\d.]+/, '"userSeconds":-0.5', 'invalid'],
    ['more noise than nothing allows', /"otherCpuRatio":[\d.]+/, '"otherCpuRatio":-0.1', 'invalid'],
    ['an origin that is no number', /"originNs":"\d+"/, '"originNs":"-5"', 'invalid'],
    ['an unknown outcome', /"status":"completed"/, '"status":"fine"', 'invalid'],
  ])('%s is refused with its line', (_, pattern, replacement, problem) => {
    const lines = text.split('\n');
    const at = lines.findIndex((one, index) => index > 0 && pattern.test(one));
    lines[at] = (lines[at] ?? '').replace(pattern, replacement);
    const read = () => parseRawLines(lines.join('\n'), 'trials.jsonl');
    expect(at).toBeGreaterThan(0);
    expect(read).toThrow(FormatError);
    expect(read).toThrow(expect.objectContaining({ problem, line: at + 1 }));
  });

  it('is found where it stands', () => {
    expect(line).toBeGreaterThan(1);
  });
});

function withMarks(change: (name: string, tNs: number) => number): (trial: TrialRecord) => TrialRecord {
  const instance = (one: InstanceRecord) => ({
    ...one,
    marks: one.marks.map((mark) => ({ ...mark, tNs: change(mark.name, mark.tNs) })),
  });
  return (trial) => ({ ...trial, instances: trial.instances.map(instance) });
}

function withReport(change: Partial<NonNullable<InstanceRecord['report']>>): (trial: TrialRecord) => TrialRecord {
  const instance = (one: InstanceRecord) => ({ ...one, ...(one.report && { report: { ...one.report, ...change } }) });
  return (trial) => ({ ...trial, instances: trial.instances.map(instance) });
}

function withValues(change: (value: number, name: string, sample: Sample) => number): (trial: TrialRecord) => TrialRecord {
  return (trial) => ({
    ...trial,
    samples: trial.samples.map((sample) => ({
      ...sample,
      values: Object.fromEntries(Object.entries(sample.values).map(([name, value]) => [name, change(value, name, sample)])),
    })),
  });
}

/** Metrics that lose all their values, and the warning that says why; none where the absence of a reading speaks for itself. */
const LOSSES: readonly (readonly [string, (trial: TrialRecord) => TrialRecord, readonly string[], string | undefined])[] = [
  [
    'a window that ends before it starts',
    withMarks((name, tNs) => (name === 'window-end' ? -tNs : tNs)),
    ['throughput', 'cpu-per-operation'],
    'marks-out-of-order',
  ],
  [
    'an instance ready before it started',
    withMarks((name, tNs) => (name === 'ready' ? -5 : tNs)),
    ['boot-time'],
    'marks-out-of-order',
  ],
  ['an end before its request', withMarks((name, tNs) => (name === 'stopped' ? 0 : tNs)), ['stop-time'], 'marks-out-of-order'],
  ['a window of no time by its own clock', withReport({ windowNs: 0 }), ['throughput', 'cpu-per-operation'], 'throughput-voided'],
  ['a window of less than no time', withReport({ windowNs: -1_000_000_000 }), ['throughput'], 'throughput-voided'],
  ['a guest clock that jumped', withReport({ windowNs: 3_600_000_000_000 }), ['throughput'], 'throughput-voided'],
  ['a window of giant length', withReport({ windowNs: Number.MAX_SAFE_INTEGER }), ['throughput'], 'throughput-voided'],
  ['no operation', withReport({ operations: 0 }), ['throughput', 'cpu-per-operation'], 'throughput-voided'],
  ['a wrong result', withReport({ verified: false }), ['throughput', 'cpu-per-operation'], 'throughput-voided'],
  [
    'CPU time that runs backwards',
    withValues((value, name, { label }) => (name === 'cpuNs' && label === 'window-end' ? 0 : value)),
    ['cpu-per-operation'],
    undefined,
  ],
  [
    'memory less than none',
    withValues((value, name) => (name === 'anonBytes' ? -value : value)),
    ['memory-peak'],
    'impossible-figures',
  ],
  ['memory beyond all numbers', withValues(() => 1.7e308), ['memory-peak'], undefined],
];

describe('records that cannot be', () => {
  it.each(LOSSES)('%s: no figure', (_, change, metrics, code) => {
    const document = edited(change);
    expectWhole(document);
    const left = new Set(document.series.map(({ metricId }) => metricId));
    for (const metricId of metrics) expect(left).not.toContain(metricId);
    expect(document.comparisons.filter(({ metricId }) => metrics.includes(metricId))).toEqual([]);
    expect(left.size).toBeGreaterThan(0);
    if (code !== undefined) expect(document.warnings.map((warning) => warning.code)).toContain(code);
  });

  it('of one trial cost that trial its figure and no other', () => {
    const victim = SIMULATED.trials.find(({ warmup, environmentId }) => !warmup && environmentId === 'container');
    const lose = withMarks((name, tNs) => (name === 'ready' ? -5 : tNs));
    const document = edited((trial) => (trial.id === victim?.id ? lose(trial) : trial));
    const boot = document.series.find((one) => one.metricId === 'boot-time' && one.environmentId === 'container');
    expect(boot?.points).toHaveLength(47);
    expect(boot?.points.map(({ trialId }) => trialId)).not.toContain(victim?.id);
    expect(document.warnings.find(({ code }) => code === 'marks-out-of-order')?.message).toBe(
      `1 trial has marks out of order, and no figures between them; the first is ${victim?.id ?? ''}.`,
    );
  });
});

function findMemory({ comparisons }: ResultsDocument): Comparison | undefined {
  return comparisons.find(({ metricId, candidate }) => metricId === 'memory-peak' && candidate.environmentId === 'container');
}

describe('samples without a spread', () => {
  it('of zero have no ratio', () => {
    const document = edited(withValues(() => 0));
    expectWhole(document);
    expect(findMemory(document)).not.toHaveProperty('ratio');
    expect(findMemory(document)?.verdict).toMatchObject({ status: 'not-comparable', because: expect.stringContaining('zero') });
  });

  it('of one constant are equivalent, with an interval of no width', () => {
    const document = edited(withValues(() => 2 ** 20));
    expectWhole(document);
    expect(findMemory(document)).toMatchObject({ ratio: { estimate: 1, low: 1, high: 1 }, verdict: { status: 'equivalent' } });
  });

  it('of tied values stay numbers', () => {
    const document = edited((trial) => withValues(() => 2 ** (20 + (trial.block % 2)))(trial));
    expectWhole(document);
    expect(findMemory(document)?.ratio?.estimate).toBe(1);
  });

  it.each([1, 2, 4])('%d alone decide nothing', (repetitions) => {
    const document = makeDocument(simulateRun({ seed: 32, repetitions, accelerator: 'kvm', failEvery: 1000 }));
    expectWhole(document);
    expect(findMemory(document)).toMatchObject({ n: repetitions, verdict: { status: 'inconclusive' } });
    expect(findMemory(document)?.ratio).not.toHaveProperty('low');
    expect(findMemory(document)?.caveats).toContain('few-samples');
    expect(document.warnings.map(({ code }) => code)).toContain('few-samples');
  });

  it('none at all are a document without figures', () => {
    const document = makeDocument({ ...SIMULATED, trials: [] });
    expectWhole(document);
    expect(document.series).toEqual([]);
    expect(document.warnings.map(({ code }) => code)).toContain('run-incomplete');
  });
});

describe('clocks and noise', () => {
  const usual = makeDocument(SIMULATED);

  function shifted(seconds: number): (trial: TrialRecord) => TrialRecord {
    return (trial) =>
      trial.order < 60 ? trial : { ...trial, startedAt: new Date(Date.parse(trial.startedAt) + seconds * 1000).toISOString() };
  }

  it.each([
    ['back', -3600],
    ['forward', 3600],
  ])('a wall clock set %s changes dates alone, and is said', (way, seconds) => {
    const document = edited(shifted(seconds));
    expect(document.series).toEqual(usual.series);
    expect(document.comparisons).toEqual(usual.comparisons);
    expect(document.warnings.find(({ code }) => code === 'wall-clock-jumped')?.message).toContain(
      `jumped ${way} by 3600 s before t0060`,
    );
    expect(usual.warnings.map(({ code }) => code)).not.toContain('wall-clock-jumped');
  });

  it.each(['', 'yesterday', '2026-13-45'])('the date %j is left as it is', (startedAt) => {
    const document = edited((trial) => ({ ...trial, startedAt }));
    expectWhole(document);
    expect(document.comparisons).toEqual(usual.comparisons);
  });

  it('a giant origin is no jump', () => {
    const document = edited((trial) => ({ ...trial, originNs: '9'.repeat(trial.order === 3 ? 400 : 12) }));
    expectWhole(document);
    expect(document.warnings.map(({ code }) => code)).not.toContain('wall-clock-jumped');
  });

  it.each([
    ['a giant share', { otherCpuRatio: 1e300 }, false],
    ['a reference of no time', { referenceNs: 0 }, true],
    ['a reference of less', { referenceNs: -5 }, true],
  ])('noise of %s', (_, noise, excluded) => {
    const document = edited((trial) => ({ ...trial, noise }));
    expectWhole(document);
    expect(document.noise?.excluded).toBe(excluded);
    expect(document.noise).not.toHaveProperty('referenceSeconds');
  });
});
