/** What the answer says of runs of every kind, and that it never says more than they show. */
import { describe, expect, test } from 'vitest';
import type { ResultsDocument } from '../../../bench/contract/document.js';
import { documentWithoutEvidence } from '../../../tests/evidence-variants.js';
import {
  documentWithoutVm,
  goldenDocument,
  HOSTILE,
  hostileDocument,
  simulatedDocument,
} from '../../../tests/simulated-documents.js';
import { evidenceDocument } from '../../../tests/simulated-evidence.js';
import { buildViewModel } from '../view-model.js';
import type { Answer, AnswerRow } from './model.js';

const answerOf = (document: ResultsDocument): Answer => buildViewModel(document).answer;
const titleOf = (document: ResultsDocument): string => answerOf(document).title.replaceAll('\u00a0', ' ');

function findRow({ rows }: Answer, id: string): AnswerRow {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  return row;
}

const kvm = simulatedDocument({ accelerator: 'kvm', repetitions: 10, failEvery: 1_000 });
const golden = goldenDocument();
const emulatedTitle = 'The virtual machine was emulated, so a real one was not measured.';

function without(document: ResultsDocument, isGone: (metricId: string, environmentId: string) => boolean): ResultsDocument {
  return {
    ...document,
    series: document.series.filter(({ metricId, environmentId }) => !isGone(metricId, environmentId)),
    comparisons: document.comparisons.filter(
      ({ metricId, baseline, candidate }) =>
        !isGone(metricId, baseline.environmentId) && !isGone(metricId, candidate.environmentId),
    ),
  };
}

type Compared = ResultsDocument['comparisons'][number];

function withVerdict(status: Compared['verdict']['status'], change: Partial<Pick<Compared, 'difference'>> = {}): ResultsDocument {
  const verdict = { status, because: 'because' };
  const series = kvm.series.map((one) => ({ ...one, points: [] }));
  return { ...kvm, series, comparisons: kvm.comparisons.map((one) => ({ ...one, verdict, ...change })) };
}

const around = (estimate: number, low: number, high: number) => ({ difference: { estimate, low, high, level: 0.95 } });

describe('the title', () => {
  test.each<[string, () => ResultsDocument, RegExp]>([
    [
      'under KVM',
      () => kvm,
      /^A container starts [\d.]+ ms later than a plain process here; a KVM virtual machine [\d.]+ ms later\.$/,
    ],
    ['emulated', () => golden, new RegExp(`^A container starts [\\d.]+ ms later than a plain process here\\. ${emulatedTitle}$`)],
    ['without a VM', documentWithoutVm, / A virtual machine was not measured\.$/],
    [
      'whose VM failed throughout',
      () => simulatedDocument({ repetitions: 2, failEvery: 1, warmupBlocks: 0 }),
      / No trial of the virtual machine completed\.$/,
    ],
    ['of boots alone', () => without(kvm, (metric) => metric === 'time-to-program'), /^A container is up [\d.]+ ms later than a/],
    [
      'without any start',
      () => without(kvm, (metric) => /^(time-to-program|boot-time|workload-start)/.test(metric)),
      /^How long a start takes was not measured in this run\.$/,
    ],
    [
      'of one environment',
      () => without(documentWithoutVm(), (_, id) => id === 'container'),
      /^A plain process runs its program [\d.]+ ms after its start here\. No trial of the container completed\./,
    ],
    [
      'without the bare process',
      () => without(kvm, (_, id) => id === 'bare'),
      /^A KVM virtual machine starts [\d.]+ ms later than a container here\. No trial of the plain process completed\.$/,
    ],
    [
      'with nothing but an emulated guest',
      () => without(golden, (_, id) => id !== 'vm'),
      new RegExp(`^No trial of the plain process and the container completed\\. ${emulatedTitle}$`),
    ],
    [
      'undecided',
      () => withVerdict('inconclusive', around(0.05, -0.2, 0.3)),
      /^No difference in start-up was shown between a container and a plain process here; the same goes for a KVM virtual machine\.$/,
    ],
    [
      'undecided, though all of the interval lies on one side',
      () => withVerdict('inconclusive', around(0.05, 0.02, 0.3)),
      /^A container starts about 50 ms later than a plain process here; a KVM virtual machine about 50 ms later\.$/,
    ],
    [
      'undecided, and too small to matter',
      () => withVerdict('inconclusive', around(0.001, -0.002, 0.004)),
      /^No difference that matters \(100 ms\) in start-up between a container and a plain process here; the same goes for a/,
    ],
    [
      'the same',
      () => withVerdict('equivalent'),
      /^No difference of 5 % in start-up between a container and a plain process here; the same goes for a KVM virtual machine\.$/,
    ],
    [
      'one repetition',
      () => simulatedDocument({ accelerator: 'kvm', repetitions: 1 }),
      /^A container starts about [\d.]+ ms later than a plain process here; a KVM .* in 8 of 8 pairs, too few to be sure\.$/,
    ],
    [
      'nothing measured',
      () => ({ ...golden, trials: [], series: [], comparisons: [] }),
      /^Nothing was measured: none of 147 trials yielded/,
    ],
  ])('of a run %s', (_, make, words) => {
    expect(titleOf(make())).toMatch(words);
  });

  test('an emulated guest never gets a figure in it, and is never called worse', () => {
    const answer = answerOf(golden);
    expect(answer.title).not.toMatch(/virtual machine (starts|[\d.]+)/);
    const verdicts = answer.rows.flatMap(({ differences }) => differences).filter(({ slot }) => slot === 2);
    expect(new Set(verdicts.map(({ verdict }) => verdict.tone))).toEqual(new Set(['unjudged']));
  });

  test('the place names host and date', () => {
    expect(answerOf(golden).place).toMatch(/^Simulated CPU .*Debian GNU\/Linux 12\), 15 January 2026$/);
  });
});

describe('the questions', () => {
  const full = answerOf(evidenceDocument());
  const ids = full.rows.map(({ id }) => id);

  test('all are answered where all was measured, and each leads to evidence that the report has', () => {
    const sections = [...buildViewModel(evidenceDocument()).sections.map(({ id }) => id), 'host', 'headline'];
    for (const { id, figures, finding, evidence, command } of full.rows)
      expect([id, figures.length >= 3, finding !== '', sections.includes(evidence), command]).toEqual([id, true, true, true, '']);
  });

  test('each keeps its row where nothing was measured, with a command', () => {
    const none = answerOf({ ...documentWithoutEvidence(), trials: [], series: [], comparisons: [] });
    expect(none.rows.map(({ id }) => id)).toEqual(ids);
    for (const { figures, differences, evidence, command } of none.rows) {
      expect([figures, differences, evidence]).toEqual([[], [], '']);
      expect(command).toMatch(/^npx twinbench (run|probe)/);
    }
  });

  test('figures, differences in their unit and verdicts stand environment by environment', () => {
    const { columns } = findRow(answerOf(kvm), 'time-to-program');
    expect(columns.map(({ environment, differences }) => [environment, differences.map(({ reference }) => reference)])).toEqual([
      ['Bare process', []],
      ['Container', ['bare process']],
      ['Virtual machine', ['bare process', 'container']],
    ]);
    expect(columns[1]?.differences[0]).toMatchObject({
      difference: expect.stringMatching(/^\+[\d.]+\sms \[\+[\d.]+, \+[\d.]+\]$/),
      ratio: expect.stringMatching(/^1\.\d\d times$/),
      verdict: { tone: 'same', words: expect.stringContaining('within what matters') },
    });
    expect(columns[2]?.differences[0]?.verdict).toMatchObject({ tone: 'worse', words: 'shown: longer' });
  });

  test('of several workloads the worst is named and none is hidden', () => {
    const row = findRow(answerOf(kvm), 'slower-work');
    expect(row.figures[0]).toMatchObject({ value: '1×', spread: 'the reference' });
    expect(row.figures[1]?.value).toMatch(/^0\.9\d+–0\.99\d×$/);
    expect(row.differences[0]?.difference).toMatch(/^−[\d.]+\s% \[.*\] \(worst of 7: .+\)$/);
    expect(row.differences[0]?.verdict.words.replace('\u00a0', ' ')).toMatch(
      /^no difference of 5 % in 6, .* in 1 of 7 workloads$/,
    );
  });

  test('an environment without a figure is a dash and says why, and an emulated one says so', () => {
    const failed = simulatedDocument({ repetitions: 2, failEvery: 1, warmupBlocks: 0 });
    expect(findRow(answerOf(failed), 'memory-at-rest').figures[2]).toMatchObject({ value: '–', note: 'no trial completed' });
    expect(findRow(answerOf(golden), 'memory-at-rest').figures[2]?.note).toMatch(/^emulated, n = \d$/);
    expect(findRow(answerOf(golden), 'gone-again').finding).not.toContain('virtual machine');
  });

  test('environments that one scenario adds have their figure', () => {
    expect(findRow(full, 'memory-returned').figures.map(({ environment }) => environment)).toContain(
      'Virtual machine (vm-balloon)',
    );
  });

  test('different images are no proof of portability', () => {
    const environments = kvm.environments.map((one, index) => ({ ...one, imageDigest: `sha256:${index}` }));
    expect(findRow(answerOf({ ...kvm, environments }), 'portability').finding).toMatch(/^3 different images ran/);
    expect(findRow(answerOf(kvm), 'portability').finding).toMatch(/^One image, sha256:(3f)+, ran unchanged in all 3/);
  });

  test('hostile text is made visible wherever it is shown', () => {
    const text = JSON.stringify(answerOf(hostileDocument()));
    expect(text).not.toContain('\u202e');
    expect(text).not.toContain(HOSTILE);
  });
});
