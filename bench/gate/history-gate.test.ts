import { describe, expect, it } from 'vitest';
import { gateDocument, noisy } from '../../tests/gate-documents.js';
import { GENERATOR } from '../../tests/simulated-facts.js';
import { HISTORY_VERSION, type HistoryEntry, parseHistoryEntry } from '../contract/history.js';
import { DEFAULT_POLICY } from '../contract/policy.js';
import { type GateInput, gate } from './gate.js';
import { makeHistoryEntry } from './history-entry.js';
import { isDecided } from './look.js';

/** Run medians around 0.2 s, 2 % apart. */
const LEVELS = noisy(12, 0.2, 0.02);

function documentAt(index: number, level: number, options: Parameters<typeof gateDocument>[1] = {}) {
  const startedAt = new Date(Date.UTC(2026, 0, 1 + index)).toISOString();
  return gateDocument(
    { 'boot-time/vm': noisy(8, level) },
    { runId: `run-${String(index).padStart(3, '0')}`, startedAt, ...options },
  );
}

const entryAt = (index: number, level: number, flags: HistoryEntry['flags'] = {}) =>
  makeHistoryEntry(documentAt(index, level), { revision: `commit-${index}`, flags });

const HISTORY = LEVELS.map((level, index) => entryAt(index, level));

function judged(levels: readonly number[], rest: Partial<GateInput> = {}) {
  const input: GateInput = {
    baseline: { documents: [] },
    candidate: { documents: levels.map((level, index) => documentAt(100 + index, level)) },
    design: 'auto',
    history: HISTORY,
    policy: DEFAULT_POLICY,
    today: '2026-01-15',
    generator: GENERATOR,
    seed: 1,
    ...rest,
  };
  return gate(input);
}

describe('an entry of a history', () => {
  it('keeps what later runs need of a document, and is read back', () => {
    const entry = entryAt(0, 0.2);
    expect(entry).toMatchObject({ schemaVersion: HISTORY_VERSION, runId: 'run-000', revision: 'commit-0', accelerator: 'kvm' });
    expect(entry.series[0]).toMatchObject({ metricId: 'boot-time', environmentId: 'vm', n: 8, unit: 'second', primary: true });
    expect(parseHistoryEntry(JSON.stringify(entry), 'h.json')).toEqual(JSON.parse(JSON.stringify(entry)));
  });
});

describe('a gate by history', () => {
  it('passes what is in line', () => {
    expect(judged([0.2])).toMatchObject({ design: 'history', exitCode: 0, looks: [], metrics: [{ baseline: { runs: 12 } }] });
  });

  it('flags one run that is out of line, and takes two for a regression', () => {
    expect(judged([0.3])).toMatchObject({ exitCode: 3, metrics: [{ status: 'unconfirmed', verdict: { status: 'worse' } }] });
    const both = judged([0.3, 0.31]);
    expect(both).toMatchObject({ exitCode: 1, status: 'regressed', metrics: [{ status: 'regressed' }] });
    expect(both.metrics[0]?.effect).toBeCloseTo(0.52, 1);
    expect(judged([0.3, 0.2])).toMatchObject({ exitCode: 0, metrics: [{ status: 'undecided' }] });
  });

  it('says nothing below five past runs', () => {
    const verdict = judged([0.3], { history: HISTORY.slice(0, 4) });
    expect(verdict).toMatchObject({
      exitCode: 0,
      metrics: [{ verdict: { status: 'inconclusive' }, warnings: [{ code: 'too-little-history' }] }],
    });
    expect(judged([0.3], { history: HISTORY.slice(0, 4), failOn: ['inconclusive'] }).exitCode).toBe(3);
    expect(judged([0.3], { history: [] })).toMatchObject({ exitCode: 4 });
  });

  it('does not learn from runs that a gate refused, unless somebody accepted the level', () => {
    const refused = Array.from({ length: 8 }, (_, index) => entryAt(20 + index, 0.3, { verdict: 'regressed' }));
    expect(judged([0.3, 0.31], { history: [...HISTORY, ...refused] }).exitCode).toBe(1);
    const [first, ...others] = Array.from({ length: 8 }, (_, index) => entryAt(20 + index, 0.3 + 0.002 * (index % 3)));
    const accepted = first ? [{ ...first, flags: { accepted: true, verdict: 'regressed' as const } }, ...others] : [];
    expect(judged([0.3, 0.31], { history: [...HISTORY, ...accepted] })).toMatchObject({
      exitCode: 0,
      metrics: [{ baseline: { runs: 8 } }],
    });
  });

  describe('whose older runs have boot time alone', () => {
    const figures = (level: number) => ({ 'boot-time/vm': noisy(8, level), 'time-to-program/vm': noisy(8, level + 0.04) });
    const documentWith = (index: number, level: number) => ({ ...documentAt(index, level), ...renewed(index, level) });
    const renewed = (index: number, level: number) => {
      const { metrics, trials, series } = gateDocument(figures(level), { runId: `run-${index}` });
      return { metrics, trials, series };
    };
    const gates = (history: readonly HistoryEntry[]) => {
      const verdict = judged([], { history, candidate: { documents: [documentWith(100, 0.3), documentWith(101, 0.31)] } });
      return {
        exitCode: verdict.exitCode,
        gates: verdict.metrics.map(({ id, gate: level }) => [id, level]),
        added: verdict.added,
      };
    };

    it('lets boot time decide, and takes the time to the program for new', () => {
      expect(gates(HISTORY)).toMatchObject({
        exitCode: 1,
        gates: [['boot-time/vm', 'block']],
        added: [{ id: 'time-to-program/vm' }],
      });
    });

    it('until there are runs enough that have the time to the program', () => {
      const newer = LEVELS.slice(0, 5).map((level, index) => makeHistoryEntry(documentWith(50 + index, level)));
      expect(gates([...HISTORY, ...newer.slice(1)]).gates).toContainEqual(['boot-time/vm', 'block']);
      expect(gates([...HISTORY, ...newer])).toMatchObject({ exitCode: 1, added: [] });
      expect(gates([...HISTORY, ...newer]).gates.toSorted()).toEqual([
        ['boot-time/vm', 'advisory'],
        ['time-to-program/vm', 'block'],
      ]);
    });
  });

  it('compares with runs of the same conditions only', () => {
    const elsewhere = LEVELS.map((level, index) =>
      makeHistoryEntry(documentAt(index, level, { host: { fingerprint: 'other' } })),
    );
    expect(judged([0.3, 0.3], { history: [...elsewhere, ...HISTORY] }).metrics[0]?.baseline.runs).toBe(12);
    expect(judged([0.2], { history: elsewhere })).toMatchObject({ exitCode: 4, notComparable: [{ id: 'boot-time/vm' }] });
  });

  it('misses what the last run had', () => {
    const gone = gateDocument({ 'stop-time/vm': noisy(8, 0.01) }, { runId: 'run-100', startedAt: '2026-05-01T00:00:00.000Z' });
    const verdict = judged([], { candidate: { documents: [gone] } });
    expect(verdict).toMatchObject({ exitCode: 4, missing: [{ id: 'boot-time/vm' }], added: [{ id: 'stop-time/vm' }] });
  });
});

describe('runs of their own', () => {
  const side = (levels: readonly number[], from: number) => ({
    documents: levels.map((level, index) => documentAt(from + index, level)),
  });
  const compared = (own: readonly number[], other: readonly number[], rest: Partial<GateInput> = {}) =>
    judged([], { baseline: side(own, 0), candidate: side(other, 50), history: [], ...rest });
  const slower = (count: number) => noisy(count, 0.3, 0.02, 3);

  it('several a side are judged by how runs differ', () => {
    for (const count of [3, 5, 10]) {
      const verdict = compared(noisy(count, 0.2, 0.02), slower(count));
      expect(verdict).toMatchObject({
        design: 'runs',
        exitCode: 1,
        metrics: [{ status: 'regressed', baseline: { runs: count } }],
      });
      expect(verdict.metrics[0]?.runMedians?.candidate).toHaveLength(count);
    }
    expect(compared(noisy(5, 0.2, 0.02), noisy(5, 0.2, 0.02, 3)).exitCode).toBe(0);
  });

  it('one a side claims nothing, however sure it looks', () => {
    const verdict = compared([0.2], [0.4]);
    expect(verdict).toMatchObject({ exitCode: 0, metrics: [{ status: 'undecided', warnings: [{ code: 'one-run-each' }] }] });
    expect(verdict.metrics[0]?.effect).toBeCloseTo(1, 1);
    expect(verdict.metrics[0]?.verdict.because).toContain('twinbench ab');
  });

  it('one a side with a history that tells how runs differ is a flag', () => {
    expect(compared([0.2], [0.4], { history: HISTORY })).toMatchObject({ exitCode: 3, metrics: [{ status: 'unconfirmed' }] });
    expect(compared([0.2], [0.202], { history: HISTORY }).exitCode).toBe(0);
  });
});

describe('a look', () => {
  it('is decided when every blocking metric is', () => {
    expect(isDecided(judged([0.3, 0.31]))).toBe(true);
    expect(isDecided(judged([0.2], { history: HISTORY.slice(0, 4) }))).toBe(false);
    expect(isDecided({ metrics: [] })).toBe(false);
  });
});
