import { describe, expect, it } from 'vitest';
import { renderVerdict } from '../../reports/terminal/verdict.js';
import { gateDocument, noisy } from '../../tests/gate-documents.js';
import { GENERATOR } from '../../tests/simulated-facts.js';
import { trendOfEntries } from '../../tests/trend-documents.js';
import type { ResultsDocument } from '../contract/document.js';
import type { HistoryEntry } from '../contract/history.js';
import { DEFAULT_POLICY } from '../contract/policy.js';
import type { Workload } from '../contract/record.js';
import { bootTime } from '../metrics/boot-time.js';
import { memoryIdle } from '../metrics/memory-idle.js';
import { stopTime } from '../metrics/stop-time.js';
import { throughput } from '../metrics/throughput.js';
import { workloadStartTime } from '../metrics/workload-start-time.js';
import { type GateInput, gate } from './gate.js';
import { makeHistoryEntry } from './history-entry.js';

const METRICS = [bootTime, workloadStartTime, stopTime, memoryIdle, throughput].map(({ definition }) => definition);
const COUNT = 12;
const FIGURES = {
  'boot-time/vm': noisy(COUNT, 0.2),
  'workload-start-time/vm': noisy(COUNT, 0.05),
  'stop-time/vm': noisy(COUNT, 0.01),
  'memory-idle/vm': noisy(COUNT, 1e8),
  'throughput/vm/json': noisy(COUNT, 100),
  'throughput/vm/cpu-hash': noisy(COUNT, 200),
};

type Change = (workload: Workload) => Workload;

function measured(runId: string, change: Change = (one) => one, day = 1): ResultsDocument {
  const startedAt = new Date(Date.UTC(2026, 0, day)).toISOString();
  const document = gateDocument(FIGURES, { runId, startedAt, metrics: METRICS });
  return { ...document, workloads: document.workloads.map(change) };
}

const changed =
  (id: string, members: Partial<Workload>): Change =>
  (one) =>
    one.id === id ? { ...one, ...members } : one;

function judged(baseline: ResultsDocument, candidate: ResultsDocument, rest: Partial<GateInput> = {}) {
  return gate({
    baseline: { documents: [baseline] },
    candidate: { documents: [candidate] },
    design: 'paired',
    policy: DEFAULT_POLICY,
    today: '2026-01-15',
    generator: GENERATOR,
    seed: 1,
    ...rest,
  });
}

const readIds = (ones: readonly { readonly id: string }[]) => ones.map(({ id }) => id).sort();

describe('a workload that is added to the program', () => {
  const grown = measured('head', (one) => ({ ...one, digest: 'sha256:other' }));
  const inAnotherImage = { ...grown, environments: grown.environments.map((one) => ({ ...one, imageDigest: 'sha256:other' })) };
  const verdict = judged(measured('base'), inAnotherImage);

  it('leaves all others comparable', () => {
    expect(verdict).toMatchObject({ exitCode: 0, status: 'pass', notComparable: [] });
    expect(readIds(verdict.metrics)).toEqual(Object.keys(FIGURES).sort());
  });

  it('is remarked once, for the program and for the image that holds it', () => {
    expect(verdict.warnings.map(({ code }) => code)).toEqual(['program-differs', 'image-differs']);
    const text = renderVerdict(verdict, { width: 100, isColored: false }).replace(/\s+/g, ' ');
    expect(text).toContain('The program that holds the workloads changed; the version and parameters of idle, cpu-hash, json');
    expect(text).toContain('ran different images');
  });

  it('and run by one side alone is new, and said to be in what pools all workloads', () => {
    const extra = { ...grown, workloads: [...grown.workloads, { ...measured('x').workloads[0], id: 'extra' } as Workload] };
    const found = judged(measured('base'), extra);
    expect(found).toMatchObject({ exitCode: 0, notComparable: [] });
    expect(found.warnings.map(({ message }) => message)).toContainEqual(expect.stringContaining('Only one side ran extra'));
  });
});

describe('the same program and image', () => {
  it('are no remark', () => {
    expect(judged(measured('base'), measured('head')).warnings).toEqual([]);
  });
});

describe('what is not comparable', () => {
  const notComparable = (change: Change) => {
    const verdict = judged(measured('base'), measured('head', change));
    return { exitCode: verdict.exitCode, ids: readIds(verdict.notComparable) };
  };

  it('when a version is raised: that workload, and what pools the work of all', () => {
    expect(notComparable(changed('json', { version: '2' }))).toEqual({
      exitCode: 4,
      ids: ['stop-time/vm', 'throughput/vm/json'],
    });
  });

  it('when the idle workload is another: what is measured on it, and never a boot', () => {
    expect(notComparable(changed('idle', { version: '2' })).ids).toEqual(['memory-idle/vm', 'stop-time/vm']);
  });

  it('when parameters differ: the same, in whatever order they are written', () => {
    expect(notComparable(changed('json', { parameters: { windowMs: 5 } })).ids).toContain('throughput/vm/json');
    const [a, b] = [
      { x: 1, y: 2 },
      { y: 2, x: 1 },
    ].map((parameters) => changed('json', { parameters }));
    expect(judged(measured('base', a), measured('head', b)).notComparable).toEqual([]);
  });

  it('when the program that times all workloads has another version: all but a boot', () => {
    const ids = Object.keys(FIGURES).filter((id) => id !== 'boot-time/vm');
    expect(notComparable((one) => ({ ...one, programVersion: '2' })).ids).toEqual(ids.sort());
    expect(notComparable((one) => ({ ...one, programVersion: '1' })).ids).toEqual([]);
  });

  it('says what changed', () => {
    const verdict = judged(measured('base'), measured('head', changed('json', { version: '2' })));
    expect(verdict.notComparable[0]?.because).toBe('The workload json changed: version 1, then version 2.');
  });

  it('when two runs of one side differ in what the first one lacks', () => {
    const [first, second] = [measured('a', (one) => one), measured('b', changed('json', { version: '2' }))];
    const withoutJson = { ...first, workloads: first.workloads.filter(({ id }) => id !== 'json') };
    const sides = { baseline: { documents: [withoutJson, second] }, candidate: { documents: [measured('c'), measured('d')] } };
    expect(readIds(judged(first, second, { ...sides, design: 'runs' }).notComparable)).toContain('throughput/vm/json');
  });
});

describe('a history', () => {
  const entries = Array.from({ length: 6 }, (_, index) => makeHistoryEntry(measured(`run-${index}`, undefined, 1 + index)));
  /** As they were kept before entries stated versions. */
  const old = entries.map((entry): HistoryEntry => {
    return { ...entry, workloads: entry.workloads.map(({ id }) => ({ id, digest: `sha256:old-${id}` })) };
  });
  const held = (history: readonly HistoryEntry[], change?: Change) =>
    judged(measured('x'), measured('head', change, 20), { baseline: { documents: [] }, design: 'history', history });

  it('goes on when another program holds the same workloads, with a remark', () => {
    const verdict = held(entries, (one) => ({ ...one, digest: 'sha256:other' }));
    expect(verdict).toMatchObject({ exitCode: 0, notComparable: [] });
    expect(verdict.warnings.map(({ code }) => code)).toEqual(['program-differs']);
    expect(held(entries).warnings).toEqual([]);
  });

  it('that was kept before versions were, by digests alone, goes on', () => {
    expect(held(old)).toMatchObject({ exitCode: 0, notComparable: [] });
    const renamed = entries.map((entry, index) => ({ ...entry, runId: `new-${index}` }));
    expect(trendOfEntries([...old, ...renamed]).series[0]?.points.run).toHaveLength(2 * entries.length);
  });

  it('starts anew for a workload whose version was raised, and says so', () => {
    const verdict = held(old, changed('json', { version: '2' }));
    expect(readIds(verdict.notComparable)).toEqual(['stop-time/vm', 'throughput/vm/json']);
    expect(verdict.notComparable.map(({ because }) => because)).toContain(
      'The workload json changed: version 1, then version 2.',
    );
  });
});
