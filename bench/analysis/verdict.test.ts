import { describe, expect, it } from 'vitest';
import { bootTime } from '../metrics/boot-time.js';
import { cpuTime } from '../metrics/cpu-time.js';
import { throughput } from '../metrics/throughput.js';
import { judge } from './verdict.js';

const EVIDENCE = { n: 10, baselineCount: 10, candidateCount: 10, baselineId: 'bare', candidateId: 'vm', isEmulated: false };
const LOWER = bootTime.definition;
const HIGHER = throughput.definition;

/** Evidence with an interval that reaches from low to high. */
function between(low: number, high: number) {
  return { ...EVIDENCE, ratio: { estimate: Math.sqrt(low * high), low, high, level: 0.978515625 } };
}

describe('verdict', () => {
  it.each([
    ['worse', 1.2, 1.4],
    ['better', 0.6, 0.8],
    ['worse', 1.011, 1.4],
    ['equivalent', 0.97, 1.03],
    ['inconclusive', 0.9, 1.2],
    ['inconclusive', 1.005, 1.2],
  ])('is %s for a time %f to %f times the baseline', (status, low, high) => {
    expect(judge(between(low, high), LOWER).status).toBe(status);
  });

  it('turns round where more is better', () => {
    expect(judge(between(1.2, 1.4), HIGHER).status).toBe('better');
    expect(judge(between(0.6, 0.8), HIGHER).status).toBe('worse');
  });

  it('gives its reason in words', () => {
    expect(judge(between(1.2, 1.4), LOWER).because).toBe(
      'vm is 1.2 to 1.4 times bare (97.9 % interval, 10 blocks): beyond the noise floor of 1 %.',
    );
    expect(judge({ ...between(1.2, 1.4), isEmulated: true }, LOWER).because).toMatch(/ Emulated: no recommendation follows\.$/);
  });

  it('decides nothing without an interval', () => {
    expect(judge({ ...EVIDENCE, n: 3, ratio: { estimate: 2 } }, LOWER)).toEqual({
      status: 'inconclusive',
      because: '3 blocks; an interval needs 6.',
    });
    expect(judge({ ...EVIDENCE, n: 1, ratio: { estimate: 2 } }, LOWER).because).toBe('1 block; an interval needs 6.');
  });

  it('says why there is nothing to compare', () => {
    const without = (change: object) => judge({ ...EVIDENCE, ratio: undefined, ...change }, LOWER);
    expect(without({ n: 0, baselineCount: 0 })).toEqual({ status: 'not-comparable', because: 'bare has no value.' });
    expect(without({ n: 0, candidateCount: 0 }).because).toBe('vm has no value.');
    expect(without({ n: 0 }).because).toBe('No block has a value of both bare and vm.');
    expect(without({}).because).toMatch(/zero, negative or out of range/);
    expect(judge(between(1.2, 1.4), cpuTime.definition).status).toBe('not-comparable');
  });
});
