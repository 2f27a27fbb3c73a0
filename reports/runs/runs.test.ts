import { describe, expect, test } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { DEFAULT_POLICY } from '../../bench/contract/policy.js';
import { gate } from '../../bench/gate/gate.js';
import { HOSTILE, hostileDocument, simulatedDocument } from '../../tests/simulated-documents.js';
import { renderRunsPage } from './html.js';
import type { RunsInput } from './input.js';
import { renderRunsMarkdown } from './markdown.js';
import { buildRunsView } from './view-model.js';

const KEPT = ['idle', 'json'];

const kvm = named('first', simulatedDocument({ seed: 1, accelerator: 'kvm', repetitions: 6 }));
const again = named('again', simulatedDocument({ seed: 2, accelerator: 'kvm', repetitions: 6 }));
const emulated = named('emulated', simulatedDocument({ seed: 3, repetitions: 3 }));
const elsewhere = onOtherHost(named('elsewhere', simulatedDocument({ seed: 4, accelerator: 'kvm', repetitions: 3 })));

/** With the trials of two workloads: what is compared takes its time. */
function named(id: string, document: ResultsDocument): ResultsDocument {
  const isKept = ({ workloadId }: { workloadId?: string | undefined }) => workloadId === undefined || KEPT.includes(workloadId);
  return {
    ...document,
    run: { ...document.run, id },
    trials: document.trials.filter(isKept),
    series: document.series.filter(isKept),
  };
}

function onOtherHost(document: ResultsDocument): ResultsDocument {
  const { host } = document;
  return { ...document, host: { ...host, fingerprint: 'other', cpu: { ...host.cpu, model: 'Another CPU' } } };
}

function inputOf(first: ResultsDocument, ...others: ResultsDocument[]): RunsInput {
  const verdictOf = (document: ResultsDocument) =>
    gate({
      baseline: { documents: [first] },
      candidate: { documents: [document] },
      design: 'runs',
      policy: DEFAULT_POLICY,
      today: '2026-01-01',
      generator: { name: 'twinbench', version: '0' },
      seed: 0,
    });
  const runs = [first, ...others].map((document, place) => ({
    name: document.run.id,
    document,
    verdict: place === 0 ? null : verdictOf(document),
  }));
  return { runs, leftOut: [] };
}

describe('several runs', () => {
  test('of one host and configuration can be compared, and one run a side decides nothing', () => {
    const view = buildRunsView(inputOf(kvm, again));
    expect(view.title).toBe('2 runs: B can be compared with A.');
    const differences = view.metrics.flatMap(({ rows }) => rows.flatMap((row) => row.differences));
    expect(differences.length).toBeGreaterThan(12);
    expect(new Set(differences.map(({ tone }) => tone))).toEqual(new Set(['open']));
    expect(differences.every(({ effect }) => effect.endsWith('%'))).toBe(true);
    expect(view.notes[0]?.text).toContain('One run a side cannot tell a change from the spread between runs');
  });

  test('of two hosts stand side by side, without a difference, and say why', () => {
    const view = buildRunsView(inputOf(kvm, again, elsewhere));
    expect(view.title).toBe('3 runs: B can be compared with A; C cannot.');
    expect(view.runs[2]?.relation).toContain('Another CPU');
    const ofC = view.metrics.flatMap(({ rows }) =>
      rows.flatMap(({ differences }) => differences.filter(({ letter }) => letter === 'C')),
    );
    expect(ofC.map(({ effect }) => effect).join('')).toBe('');
    expect(new Set(ofC.map(({ words }) => words))).toEqual(new Set(['not comparable']));
    const causes = new Set(
      ofC.flatMap(({ notes }) => notes.map((note) => view.notes.find(({ number }) => number === note)?.text)),
    );
    expect([...causes]).toEqual([expect.stringContaining('The hosts differ')]);
  });

  test('an emulated guest is never held against one under KVM; the rest is', () => {
    const view = buildRunsView(inputOf(kvm, emulated));
    expect(view.title).toBe('2 runs: B can be compared with A in part.');
    expect(view.cautions[0]).toContain('The virtual machine of run B was emulated');
    const boot = view.metrics.find(({ id }) => id === 'runs-boot-time');
    const words = boot?.rows.map(({ environmentId, differences }) => [environmentId, differences[0]?.words]);
    expect(words).toEqual([
      ['bare', expect.stringMatching(/^not decided/)],
      ['container', expect.stringMatching(/^not decided/)],
      ['vm', 'not comparable'],
    ]);
    expect(boot?.rows[2]?.values.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('KVM'),
      expect.stringContaining('software emulation'),
    ]);
  });

  test('a row has one unit, whatever the sizes', () => {
    const view = buildRunsView(inputOf(kvm, emulated));
    const vm = view.metrics.find(({ id }) => id === 'runs-boot-time')?.rows.at(-1);
    expect(vm?.values.map(({ value }) => value.split('\u00a0')[1])).toEqual(['ms', 'ms']);
  });

  test('a metric that one run lacks is not measured there', () => {
    const without = { ...again, series: again.series.filter(({ metricId }) => metricId !== 'stop-time') };
    const rows = buildRunsView(inputOf(kvm, without)).metrics.find(({ id }) => id === 'runs-stop-time')?.rows;
    expect(rows?.map(({ values }) => values[1]?.detail)).toEqual(['not measured', 'not measured', 'not measured']);
    expect(rows?.map(({ differences }) => differences[0]?.words)).toEqual(['–', '–', '–']);
  });

  test('what differs stands before what is the same', () => {
    const rows = buildRunsView(inputOf(kvm, elsewhere)).conditions.rows.map(({ header, cells }) => [header, cells[0]?.text]);
    expect(rows[0]).toEqual(['Processor', 'differs']);
    expect(rows.findLastIndex(([, word]) => word === 'differs')).toBeLessThan(rows.findIndex(([, word]) => word === 'same'));
  });

  test('hostile text is text in every format, and nothing is undefined', () => {
    const input: RunsInput = { ...inputOf(hostileDocument(), kvm), leftOut: [{ name: HOSTILE, because: HOSTILE }] };
    const page = renderRunsPage(input);
    expect(page).not.toMatch(/<img|<script|undefined|NaN|\[object/);
    expect(renderRunsMarkdown(input)).not.toMatch(/<img|<script|undefined|NaN|\[object/);
  });
});
