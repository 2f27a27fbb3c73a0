import { describe, expect, it } from 'vitest';
import { estimateRatio } from '../comparison/pairing.js';
import { bootTime } from '../metrics/boot-time.js';
import { cpuTime } from '../metrics/cpu-time.js';
import { throughput } from '../metrics/throughput.js';
import { judgeSides, type Sides } from './side-by-side.js';

const HIGHER = { definition: throughput.definition };

function makeSides(ratios: readonly number[], change: Partial<Sides> = {}): Sides {
  const pairs = ratios.map((candidate) => ({ baseline: 1, candidate }));
  return {
    ...{ definition: bootTime.definition, pairs, ratio: estimateRatio(pairs) },
    ...{ baselineId: 'bare', baselineCount: ratios.length, candidateId: 'vm', candidateCount: ratios.length },
    ...{ isOfFamily: false, isEmulated: false },
    ...change,
  };
}

/** `n` blocks whose ratios lie evenly around `ratio`, from 1 − spread to 1 + spread of it. */
function blocks(ratio: number, n = 12, spread = 0.01, change: Partial<Sides> = {}): Sides {
  const share = (index: number) => (n === 1 ? 0 : (2 * index) / (n - 1) - 1);
  return makeSides(
    Array.from({ length: n }, (_, index) => ratio * (1 + spread * share(index))),
    change,
  );
}

function judge(sides: Sides) {
  const [judged] = judgeSides([sides]);
  if (!judged) throw new Error('no verdict');
  return { ...judged, ...judged.verdict };
}

describe('verdict', () => {
  it.each([
    ['worse', 1.3, 0.05],
    ['better', 0.7, 0.05],
    ['worse', 1.03, 0.01],
    ['equivalent', 1, 0.02],
    ['inconclusive', 1.05, 0.15],
    ['inconclusive', 1, 0.2],
  ])('is %s for a time of %f times the baseline, spread by %f', (status, ratio, spread) => {
    expect(judge(blocks(ratio, 12, spread)).status).toBe(status);
  });

  it('turns round where more is better', () => {
    expect(judge(blocks(1.3, 12, 0.01, HIGHER)).status).toBe('better');
    expect(judge(blocks(0.7, 12, 0.01, HIGHER)).status).toBe('worse');
  });

  it('gives its reason in words', () => {
    expect(judge(blocks(1.3)).because).toBe(
      'vm is 1.29 to 1.31 times bare (95.8 % interval, 12 blocks): beyond the noise floor of 1 %.',
    );
    expect(judge(blocks(1.3, 12, 0.01, { isEmulated: true })).because).toMatch(/ Emulated: no recommendation follows\.$/);
  });

  it('decides nothing on fewer blocks than can be as rare as one in a hundred, and says how many that takes', () => {
    expect(judge(blocks(2, 3)).verdict).toEqual({
      status: 'inconclusive',
      because: 'vm is 2.00 times bare in 3 blocks: too few to decide at 1 %, which needs 7.',
    });
    expect(judge(blocks(2, 1)).because).toContain('in 1 block: too few');
    expect(judge(blocks(2, 6)).status).toBe('inconclusive');
    expect(judge(blocks(2, 7)).status).toBe('worse');
  });

  it('says what a wide interval would have shown, and how many blocks the target needs', () => {
    const { status, because } = judge(blocks(1.02, 12, 0.1));
    expect(status).toBe('inconclusive');
    expect(because).toMatch(/Minimum detectable change: \d+(\.\d+)? % at n = 12; 5 % needs about n = \d+\.$/);
  });

  it('states the blocks that would decide, as one of its family, and only where more of the same would', () => {
    const neededFor = (spread: number, change = {}) => judge(blocks(1.02, 12, spread, change)).needed;
    expect(neededFor(0.1)).toBeGreaterThan(12);
    expect(neededFor(0.001)).toBeUndefined();
    expect(neededFor(0.1, { cap: 'Contaminated.' })).toBeUndefined();
    const family = judgeSides(Array.from({ length: 8 }, () => blocks(1.02, 12, 0.1, { isOfFamily: true })));
    expect(family[0]?.needed).toBeGreaterThan(neededFor(0.1) ?? 0);
    expect(judgeSides(Array.from({ length: 8 }, () => blocks(1.3, 8, 0.01, { isOfFamily: true })))[0]?.needed).toBe(10);
  });

  it('gives no advice that nobody would follow', () => {
    const { needed, verdict } = judge(makeSides(Array.from({ length: 12 }, (_, index) => Math.exp(index % 2 === 0 ? 2 : -2))));
    expect(needed).toBeGreaterThan(2_000);
    expect(verdict.because).toMatch(
      /Minimum detectable change: more than tenfold at n = 12; this host is too noisy to show 5 %\.$/,
    );
  });

  it('quotes the minimum detectable change of the document, by the spread that two levels do not hide from', () => {
    const levels = makeSides(Array.from({ length: 12 }, (_, index) => Math.exp(index % 2 === 0 ? 0.1 : -0.1)));
    // The scaled MAD, 1.4826 · 0.1, not the standard deviation, 0.104: (2.326 + 1.282) · 0.148 · √(π / 3 / 12), beyond the floor of 1 %.
    expect(judge(levels).minimumDetectable).toBeCloseTo(0.1832, 3);
    expect(judge(levels).because).toContain('Minimum detectable change: 18.3 % at n = 12');
  });

  it('says why there is nothing to compare', () => {
    const without = (change: Partial<Sides>) => judge({ ...blocks(1), ratio: undefined, ...change }).verdict;
    expect(without({ pairs: [], baselineCount: 0 })).toEqual({ status: 'not-comparable', because: 'bare has no value.' });
    expect(without({ pairs: [], candidateCount: 0 }).because).toBe('vm has no value.');
    expect(without({ pairs: [] }).because).toBe('No block has a value of both bare and vm.');
    expect(without({}).because).toMatch(/zero, negative or out of range/);
    const neutral = judge(blocks(1.3, 12, 0.01, { definition: cpuTime.definition }));
    expect(neutral).toMatchObject({ status: 'not-comparable', ratio: { estimate: expect.any(Number) } });
    expect(neutral).not.toHaveProperty('pValue');
  });

  it('never turns constant or tied blocks into nonsense', () => {
    expect(judge(blocks(1, 12, 0)).status).toBe('equivalent');
    expect(judge(blocks(1.5, 12, 0)).status).toBe('worse');
    expect(judge(blocks(1, 3, 0)).pValue).toBeGreaterThan(0.1);
  });

  it('claims nothing where a cap forbids it, and keeps the reasons of what claims nothing anyway', () => {
    const cap = 'The host was busy.';
    expect(judge(blocks(1.3, 12, 0.01, { cap })).verdict).toEqual({ status: 'inconclusive', because: cap });
    expect(judge(blocks(1.3, 12, 0.01, { cap, isEmulated: true })).because).toBe(`${cap} Emulated: no recommendation follows.`);
    expect(judge(blocks(2, 3, 0.01, { cap })).because).toBe(
      `vm is 2.00 times bare in 3 blocks: too few to decide at 1 %, which needs 7. ${cap}`,
    );
    expect(judge({ ...blocks(1), ratio: undefined, cap }).status).toBe('not-comparable');
  });
});

describe('a family', () => {
  const primary = { isOfFamily: true };
  /** Of seven blocks all worse: p is 2⁻⁷, once for each question. */
  const seven = blocks(1.3, 7, 0.01, primary);

  it('keeps what survives Holm’s correction and says why the rest does not', () => {
    const [first, second, third] = judgeSides([blocks(1.3, 20, 0.01, primary), seven, seven]);
    expect(first).toMatchObject({ pAdjusted: expect.closeTo(3 * 2 ** -20, 12), verdict: { status: 'worse' } });
    expect(second).toMatchObject({ pValue: 2 ** -7, pAdjusted: 2 ** -6, verdict: { status: 'inconclusive' } });
    expect(second?.verdict.because).toMatch(
      /beyond the noise floor of 1 %\. That holds for this comparison alone: to decide at 1 %, Holm over 3 comparisons needs 9 blocks\.$/,
    );
    expect(third?.pAdjusted).toBe(2 ** -6);
  });

  it('says how many blocks it needs where there are too few to decide at all', () => {
    const [first] = judgeSides([blocks(2, 3, 0.01, primary), blocks(2, 3, 0.01, primary)]);
    expect(first?.verdict.because).toMatch(/which needs 7\. Holm over 2 comparisons needs 8 blocks\.$/);
  });

  it('does not call equivalent what it shows by itself to differ', () => {
    const small = blocks(1.02, 7, 0.001, primary);
    expect(judge(small).status).toBe('worse');
    expect(judgeSides([small, small]).map(({ verdict }) => verdict.status)).toEqual(['inconclusive', 'inconclusive']);
  });

  it('leaves alone what is not of it', () => {
    const [advisory, own] = judgeSides([blocks(1.3, 7), seven]);
    expect(advisory).not.toHaveProperty('pAdjusted');
    expect([advisory, own].map((one) => one?.verdict.status)).toEqual(['worse', 'worse']);
  });
});
