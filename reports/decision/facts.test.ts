import { describe, expect, it } from 'vitest';
import { type ResultsDocument, resultsDocument } from '../../bench/contract/document.js';
import { hostileEvidence } from '../../tests/evidence-variants.js';
import {
  documentWithoutVm,
  goldenDocument,
  HOSTILE,
  hostileDocument,
  simulatedDocument,
} from '../../tests/simulated-documents.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { decide } from './decide.js';
import { collectFacts } from './facts.js';
import { PRESETS } from './presets.js';
import { viewRecommendation } from './view.js';

const kvm = simulatedDocument({ accelerator: 'kvm', repetitions: 7, failEvery: 1000 });
const evidence = evidenceDocument('kvm');
const emulated = [goldenDocument(), evidenceDocument('tcg'), hostileDocument(), hostileEvidence(HOSTILE)];
const preset = (id: string) => PRESETS.find((one) => one.id === id)?.requirements ?? {};
const outcomeOf = (document: ResultsDocument, id: string) => decide(collectFacts(document), preset(id)).outcome;

function withSummaries(document: ResultsDocument, change: Readonly<Record<string, unknown>>): ResultsDocument {
  return resultsDocument.parse({
    ...document,
    series: document.series.map((one) => {
      const { interval: _, quantiles: __, ...summary } = one.summary;
      return { ...one, summary: { ...summary, ...change } };
    }),
  });
}

describe('the facts of a decision', () => {
  it('are the figures of each container and each virtual machine, with intervals and n', () => {
    const { options, host } = collectFacts(evidence);
    expect(host).toEqual({ memoryBytes: 24 * 2 ** 30, cpus: 2, isVirtual: false });
    expect(options.map(({ id, name, isEmulated }) => [id, name, isEmulated])).toEqual([
      ['container', 'Container', false],
      ['vm', 'Virtual machine', false],
      ['vm-balloon', 'Virtual machine (vm-balloon)', false],
    ]);
    const [container, vm, balloon] = options;
    expect(vm?.start).toMatchObject({ basis: 'interval', n: 96 });
    expect(vm?.slowStart?.share).toBe(0.95);
    expect(vm?.nextInstanceBytes?.estimate).toBeCloseTo(141 * 2 ** 20, -3);
    expect(vm?.memoryReturned?.estimate).toBeCloseTo(0.02);
    expect(container?.cpuPerOperation?.workloads).toBe(7);
    expect(container?.isolation).toMatchObject({ hasOwnKernel: false, reachedSystemCalls: 2 });
    expect(vm?.isolation).toMatchObject({ hasOwnKernel: true });
    expect(balloon).toMatchObject({ start: null, atRestBytes: null, tookPart: true });
  });

  it('say what is emulated, and of a kind that took no part that it did not', () => {
    expect(collectFacts(goldenDocument()).options.map(({ isEmulated }) => isEmulated)).toEqual([false, true]);
    const [, absent] = collectFacts(documentWithoutVm()).options;
    expect(absent).toMatchObject({ id: 'vm', tookPart: false, start: null, name: 'Virtual machine' });
  });

  it('are small', () => {
    expect(JSON.stringify(collectFacts(evidence)).length).toBeLessThan(5_000);
  });
});

describe('the usual cases', () => {
  it('are decided from the figures of KVM guests', () => {
    expect(outcomeOf(evidence, 'web-service')).toMatchObject({ kind: 'recommended', optionIds: ['container'] });
    expect(outcomeOf(evidence, 'sandbox')).toMatchObject({ kind: 'recommended', optionIds: ['vm'] });
    expect(outcomeOf(kvm, 'build-farm')).toMatchObject({ kind: 'recommended', optionIds: ['vm'] });
  });

  it('are not decided where the density that they need was not measured', () => {
    expect(outcomeOf(kvm, 'sandbox')).toMatchObject({ kind: 'undecided', optionIds: [] });
    const { missing } = viewRecommendation(collectFacts(kvm), preset('sandbox'));
    expect(missing).toEqual([
      {
        what: 'Virtual machine: number of instances',
        command: 'npx twinbench run --scenarios density --environments bare,container,vm',
      },
    ]);
  });

  it.each(PRESETS.map(({ id }) => id))('%s: nothing emulated is taken', (id) => {
    for (const document of emulated) {
      expect(outcomeOf(document, id).optionIds).not.toContain('vm');
    }
  });
});

it('of guests that ran nested is said', () => {
  const nested = { ...kvm, host: { ...kvm.host, virtualization: 'kvm' } };
  const words = (document: ResultsDocument) => viewRecommendation(collectFacts(document), {}).assumptions.join(' ');
  expect(words(nested)).toContain('its guests ran nested');
  expect(words(kvm) + words({ ...goldenDocument(), host: nested.host })).not.toContain('nested');
});

describe('figures that cannot be', () => {
  it.each([
    { median: 0, min: 0, max: 0 },
    { median: -1, min: -2, max: 1 },
    { median: 1e300, min: 1, max: 1e308 },
    { median: 1, min: 2, max: 3 },
  ])('%j decide nothing', (change) => {
    const { options } = collectFacts(withSummaries(kvm, change));
    expect(options.map(({ start, slowStart, atRestBytes }) => [start, slowStart, atRestBytes])).toEqual(
      options.map(() => [null, null, null]),
    );
    for (const { id } of PRESETS) expect(outcomeOf(withSummaries(kvm, change), id).kind).toBe('undecided');
  });

  it('nor does one value, or a few of which a limit is within a factor of two', () => {
    const few = collectFacts(withSummaries(kvm, { n: 3, median: 0.2, min: 0.19, max: 0.22 }));
    const kinds = (maxStartSeconds: number) =>
      decide(few, { maxStartSeconds }).options.map(({ checks: [check] }) => check?.status);
    expect([kinds(0.3), kinds(0.45), kinds(0.09)]).toEqual([
      ['undecided', 'undecided'],
      ['met', 'met'],
      ['ruled-out', 'ruled-out'],
    ]);
    const one = collectFacts(withSummaries(kvm, { n: 1 }));
    expect(decide(one, { maxStartSeconds: 3600 }).outcome.kind).toBe('undecided');
  });

  it('leave a hostile document its text and nothing else', () => {
    const words = JSON.stringify(viewRecommendation(collectFacts(hostileDocument()), preset('sandbox')));
    expect(words).not.toMatch(/\p{Cc}|[\u202e\u2028]/u);
  });
});
