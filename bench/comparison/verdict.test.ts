import { describe, expect, it } from 'vitest';
import { bootTime } from '../metrics/boot-time.js';
import { cpuTime } from '../metrics/cpu-time.js';
import { throughput } from '../metrics/throughput.js';
import { estimateEffect } from './effect.js';
import { estimateRatio } from './pairing.js';
import { type Evidence, findMargins, judge } from './verdict.js';

const LOWER = bootTime.definition;
const HIGHER = throughput.definition;

/** `n` blocks whose ratios lie evenly around `ratio`, from 1 − spread to 1 + spread of it. */
function blocks(ratio: number, n = 12, spread = 0.01): Evidence {
  const share = (index: number) => (n === 1 ? 0 : (2 * index) / (n - 1) - 1);
  const pairs = Array.from({ length: n }, (_, index) => ({ baseline: 1, candidate: ratio * (1 + spread * share(index)) }));
  const logs = pairs.map(({ candidate }) => Math.log(candidate));
  return {
    ratio: estimateRatio(pairs),
    effect: estimateEffect(logs, findMargins(LOWER)),
    n,
    baselineCount: n,
    candidateCount: n,
    baselineId: 'bare',
    candidateId: 'vm',
    isEmulated: false,
  };
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
    expect(judge(blocks(ratio, 12, spread), LOWER).status).toBe(status);
  });

  it('turns round where more is better', () => {
    expect(judge(blocks(1.3), HIGHER).status).toBe('better');
    expect(judge(blocks(0.7), HIGHER).status).toBe('worse');
  });

  it('gives its reason in words', () => {
    expect(judge(blocks(1.3), LOWER).because).toBe(
      'vm is 1.29 to 1.31 times bare (95.8 % interval, 12 blocks): beyond the noise floor of 1 %.',
    );
    expect(judge({ ...blocks(1.3), isEmulated: true }, LOWER).because).toMatch(/ Emulated: no recommendation follows\.$/);
  });

  it('decides nothing on fewer blocks than can be as rare as one in a hundred, and says how many that takes', () => {
    expect(judge(blocks(2, 3), LOWER)).toEqual({
      status: 'inconclusive',
      because: 'vm is 2.00 times bare in 3 blocks: too few to decide at 1 %, which needs 7.',
    });
    expect(judge(blocks(2, 1), LOWER).because).toContain('in 1 block: too few');
    expect(judge(blocks(2, 6), LOWER).status).toBe('inconclusive');
    expect(judge(blocks(2, 7), LOWER).status).toBe('worse');
  });

  it('says what a wide interval would have shown, and how many more blocks the target needs', () => {
    const { status, because } = judge(blocks(1.02, 12, 0.1), LOWER);
    expect(status).toBe('inconclusive');
    expect(because).toMatch(/This many would show a difference of \d+(\.\d+)? %; for 5 % about \d+ more are needed\.$/);
  });

  it('says why there is nothing to compare', () => {
    const without = (change: Partial<Evidence>) => judge({ ...blocks(1), ratio: undefined, effect: undefined, ...change }, LOWER);
    expect(without({ n: 0, baselineCount: 0 })).toEqual({ status: 'not-comparable', because: 'bare has no value.' });
    expect(without({ n: 0, candidateCount: 0 }).because).toBe('vm has no value.');
    expect(without({ n: 0 }).because).toBe('No block has a value of both bare and vm.');
    expect(without({}).because).toMatch(/zero, negative or out of range/);
    expect(judge(blocks(1.3), cpuTime.definition).status).toBe('not-comparable');
  });

  it('never turns constant or tied blocks into nonsense', () => {
    expect(judge(blocks(1, 12, 0), LOWER).status).toBe('equivalent');
    expect(judge(blocks(1.5, 12, 0), LOWER).status).toBe('worse');
    expect(estimateEffect([0, 0, 0], findMargins(LOWER)).pValue).toBeGreaterThan(0.1);
  });
});
