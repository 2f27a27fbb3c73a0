import { describe, expect, it } from 'vitest';
import { type SimulationOptions, simulateRun } from '../../tests/simulate-run.js';
import type { Disturbance, ResultsDocument } from '../contract/document.js';
import { SAMPLE_TRIAL } from '../contract/fixtures/minimal-records.js';
import type { TrialNoise, TrialRecord } from '../contract/record.js';
import { analyze } from './analyze.js';
import { findNoise } from './noise.js';

function trial(block: number, noise: TrialNoise, change: Partial<TrialRecord> = {}): TrialRecord {
  return { ...SAMPLE_TRIAL, id: `t${block}`, block, noise, ...change };
}

const quiet: TrialNoise = { stealRatio: 0.02, otherCpuRatio: 0.1, referenceNs: 10_000_000 };

describe('the noise rule', () => {
  it('does not apply to records without noise', () => {
    expect(findNoise([SAMPLE_TRIAL])).toBeUndefined();
    expect(findNoise([])).toBeUndefined();
  });

  it('marks nothing at its thresholds, and says what it is', () => {
    const noise = findNoise([0, 1, 2, 3, 4, 5].map((block) => trial(block, quiet)));
    expect(noise).toMatchObject({ blocks: 6, referenceSeconds: 0.01, contaminated: [], excluded: true });
    for (const threshold of ['more than 2 %', 'more than 10 %', '10 % longer']) expect(noise?.rule).toContain(threshold);
  });

  it.each<[Disturbance, TrialNoise, string]>([
    ['steal', { stealRatio: 0.031 }, 'steal 3.1 % in t2'],
    ['other-programs', { otherCpuRatio: 0.47 }, "other programs' CPU 47 % in t2"],
    ['slow-reference', { referenceNs: 11_200_000 }, 'reference loop 12 % slower'],
  ])('marks a block for %s in one of its trials', (cause, change, because) => {
    const trials = [0, 1, 2, 3, 4, 5].map((block) => trial(block, quiet));
    const contaminated = trial(2, { ...quiet, ...change });
    expect(findNoise([...trials, contaminated])?.contaminated).toEqual([{ block: 2, because: [because], causes: [cause] }]);
  });

  it('trusts no reference of fewer than five blocks', () => {
    const references = [10, 10, 10, 30].map((ms, block) => trial(block, { referenceNs: ms * 1e6 }));
    expect(findNoise(references)?.contaminated).toEqual([]);
    expect(findNoise([...references, trial(4, { referenceNs: 1e7 })])?.contaminated).toHaveLength(1);
  });

  it('counts failed trials, and no warm-ups', () => {
    const outcome = { status: 'failed', code: 'c', message: 'm', detail: 'd' } as const;
    expect(findNoise([trial(0, { stealRatio: 1 }, { outcome })])?.contaminated).toHaveLength(1);
    expect(findNoise([trial(0, { stealRatio: 1 }, { warmup: true })])).toBeUndefined();
  });

  it('leaves none out when more than half are contaminated', () => {
    const blocks = (count: number) => [0, 1, 2, 3].map((block) => trial(block, { otherCpuRatio: block < count ? 1 : 0 }));
    expect(findNoise(blocks(2))?.excluded).toBe(true);
    expect(findNoise(blocks(3))?.excluded).toBe(false);
  });
});

describe('the warning of contaminated blocks', () => {
  const warningOf = (...noisy: readonly TrialNoise[]) => {
    const { run, trials, ends } = simulateRun({ seed: 11, accelerator: 'kvm', failEvery: 1000 });
    const contaminated = trials.map((one) => ({ ...one, noise: noisy[one.block - 3] ?? quiet }));
    return analyze(run, contaminated, ends).warnings.find(({ code }) => code === 'blocks-contaminated');
  };
  const hintOf = (...noisy: readonly TrialNoise[]) => warningOf(...noisy)?.hint;

  it.each<[string, readonly TrialNoise[], string]>([
    [
      'other programs',
      [{ otherCpuRatio: 0.47, stealRatio: 0 }],
      'of every figure: other programs used up to 47 % of the CPU time.',
    ],
    ['steal', [{ stealRatio: 0.031, otherCpuRatio: 0 }], 'of every figure: the hypervisor withheld up to 3.1 % of the CPU time.'],
    [
      'a slow host',
      [{ ...quiet, referenceNs: 20_000_000 }],
      'of every figure: the reference loop took up to 100 % longer than usual.',
    ],
    [
      'several, what marked the most blocks first',
      [{ stealRatio: 0.5 }, { otherCpuRatio: 0.2 }, { otherCpuRatio: 0.6, stealRatio: 0.03 }, { otherCpuRatio: 0.3 }],
      'other programs used up to 60 % of the CPU time in 3 blocks; the hypervisor withheld up to 50 % of the CPU time in 2 blocks.',
    ],
  ])('blames %s, and nothing else', (_, noisy, because) => {
    expect(warningOf(...noisy)?.message).toMatch(/^\d of \d+ blocks (is|are) contaminated, left out of every figure: /);
    expect(warningOf(...noisy)?.message).toContain(because);
    expect(warningOf(...noisy)?.message).not.toMatch(/\b0(\.0)? %/);
  });

  it.each<[string, TrialNoise, string]>([
    ['other programs', { ...quiet, otherCpuRatio: 0.5 }, 'End other programs'],
    ['both at once', { ...quiet, otherCpuRatio: 0.5, stealRatio: 0.5 }, 'End other programs and measure again;'],
    ['steal alone', { ...quiet, stealRatio: 0.5 }, 'when the guests beside this host take less'],
    ['a slow host', { ...quiet, referenceNs: 20_000_000 }, 'at a steady speed'],
  ])('says what helps against %s', (_, noise, hint) => expect(hintOf(noise)).toContain(hint));

  it('says what helps against both, each in blocks of its own', () => {
    expect(hintOf({ otherCpuRatio: 0.5 }, { stealRatio: 0.5 })).toMatch(/^End other programs, and measure again when the guests/);
  });
});

function makeDocument(options: SimulationOptions): ResultsDocument {
  const { run, trials, ends } = simulateRun({ seed: 11, accelerator: 'kvm', failEvery: 1000, repetitions: 8, ...options });
  return analyze(run, trials, ends);
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

describe('contaminated blocks', () => {
  const clean = makeDocument({ noise: {} });
  const document = makeDocument({ noise: { busyIn: [3, 9], stealIn: [20] } });

  it('are shown in the series and left out of its summary, for every environment', () => {
    for (const environmentId of ['bare', 'container', 'vm']) {
      const boot = document.series.find((one) => one.metricId === 'boot-time' && one.environmentId === environmentId);
      expect(boot?.points).toHaveLength(64);
      expect(boot?.points.filter(({ contaminated }) => contaminated).map(({ block }) => block)).toEqual([3, 9, 20]);
      expect(boot?.summary.n).toBe(61);
    }
  });

  it('are left out of comparisons, counted there, and only where they are', () => {
    const boot = document.comparisons.find(({ metricId }) => metricId === 'boot-time');
    expect(boot).toMatchObject({ n: 61, excludedBlocks: 3 });
    expect(boot?.caveats).not.toContain('contaminated');
    const blocks = document.comparisons
      .filter(({ metricId, candidate }) => metricId === 'throughput' && candidate.environmentId === 'vm')
      .map(({ n, excludedBlocks = 0 }) => n + excludedBlocks);
    expect(new Set(blocks)).toEqual(new Set([8]));
    expect(clean.comparisons.some((one) => 'excludedBlocks' in one)).toBe(false);
  });

  it('are listed with their reasons, and warned of', () => {
    expect(document.noise?.contaminated.map(({ block }) => block)).toEqual([3, 9, 20]);
    expect(document.noise?.contaminated[0]?.because[0]).toMatch(/^other programs' CPU 46 % in t\d+$/);
    expect(document.noise?.causes).toEqual([
      { cause: 'other-programs', blocks: 2, most: 0.46 },
      { cause: 'steal', blocks: 1, most: 0.06 },
    ]);
    expect(document.warnings.map(({ code }) => code)).toContain('blocks-contaminated');
    expect(clean.warnings.map(({ code }) => code)).not.toContain('blocks-contaminated');
  });

  it('stay in, with a caveat and without a claim, when they are most of the run', () => {
    const noisy = makeDocument({ noise: { slowIn: [1, 2], busyIn: numbers(1, 40) } });
    expect(noisy.noise?.excluded).toBe(false);
    expect(noisy.comparisons.length).toBe(clean.comparisons.length);
    for (const { caveats, verdict, excludedBlocks } of noisy.comparisons) {
      expect(caveats).toContain('contaminated');
      expect(['inconclusive', 'not-comparable']).toContain(verdict.status);
      expect(excludedBlocks).toBeUndefined();
    }
    expect(noisy.comparisons.find(({ metricId }) => metricId === 'boot-time')?.verdict.because).toContain('contaminated');
    expect(noisy.series.find(({ metricId }) => metricId === 'boot-time')?.summary.n).toBe(64);
  });

  it('stay in where a workload has no others', () => {
    const { trials } = clean;
    const ofJson = [...new Set(trials.filter(({ workloadId }) => workloadId === 'json').map(({ block }) => block))];
    const { comparisons, noise } = makeDocument({ noise: { busyIn: ofJson } });
    expect(noise?.excluded).toBe(true);
    const speed = (id: string) => comparisons.find(({ metricId, workloadId }) => metricId === 'throughput' && workloadId === id);
    expect(speed('json')).toMatchObject({ n: 8, verdict: { status: 'inconclusive' } });
    expect(speed('json')?.caveats).toContain('contaminated');
    expect(speed('compress')?.caveats).not.toContain('contaminated');
    expect(comparisons.find(({ metricId }) => metricId === 'boot-time')).toMatchObject({ n: 56, excludedBlocks: 8 });
  });

  it('change nothing in a document of before there was a probe', () => {
    const old = makeDocument({});
    expect(old).not.toHaveProperty('noise');
    expect(old.comparisons).toEqual(clean.comparisons);
  });
});
