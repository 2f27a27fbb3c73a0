import { describe, expect, it } from 'vitest';
import type { Comparison } from '../contract/document.js';
import { correctFamilies } from './family.js';

function comparison(pValue: number, change: Partial<Comparison> = {}): Comparison {
  return {
    question: 'side-by-side',
    metricId: 'throughput',
    baseline: { runId: 'r', environmentId: 'bare' },
    candidate: { runId: 'r', environmentId: 'vm' },
    ratio: { estimate: 2 },
    n: 7,
    method: '',
    primary: true,
    pValue,
    verdict: { status: 'worse', because: 'Found.' },
    caveats: [],
    ...change,
  };
}

describe('correctFamilies', () => {
  it('keeps what survives Holm’s correction and says why the rest does not', () => {
    const [first, second, third] = correctFamilies([comparison(1e-5), comparison(0.008), comparison(0.009)]);
    expect(first).toMatchObject({ pAdjusted: expect.closeTo(3e-5, 12), verdict: { status: 'worse' } });
    expect(second).toMatchObject({ pAdjusted: 0.016, verdict: { status: 'inconclusive' } });
    expect(second?.verdict.because).toBe(
      'Found. That holds for this question alone: 3 questions at once need 9 blocks, to decide at 1 %.',
    );
    expect(third?.pAdjusted).toBeCloseTo(0.016, 12);
  });

  it('says how many blocks the family needs where there are too few to decide at all', () => {
    const undecided = { n: 3, verdict: { status: 'inconclusive', because: 'Too few.' } } as const;
    const [first] = correctFamilies([comparison(0.125, undecided), comparison(0.125, undecided)]);
    expect(first?.verdict).toEqual({ status: 'inconclusive', because: 'Too few. And 2 questions at once need 8 blocks.' });
  });

  it('asks each pair of environments by itself', () => {
    const other = { candidate: { runId: 'r', environmentId: 'container' } };
    const corrected = correctFamilies([comparison(0.008), comparison(0.008, other)]);
    expect(corrected.map(({ verdict }) => verdict.status)).toEqual(['worse', 'worse']);
  });

  it('leaves alone what is not primary, and never makes a verdict out of none', () => {
    const advisory = comparison(0.5, { primary: false });
    const equivalent = comparison(0.5, { verdict: { status: 'equivalent', because: 'Near.' } });
    expect(correctFamilies([advisory, equivalent])).toEqual([advisory, { ...equivalent, pAdjusted: 0.5 }]);
  });
});
