import { describe, expect, it } from 'vitest';
import { gateDocument, noisy } from '../../tests/gate-documents.js';
import { GENERATOR } from '../../tests/simulated-facts.js';
import { judgeSides } from '../analysis/side-by-side.js';
import { DEFAULT_POLICY } from '../contract/policy.js';
import { gate } from '../gate/gate.js';
import { bootTime } from '../metrics/boot-time.js';
import { decide, type Question } from './decide.js';
import { weighPairs } from './evidence.js';
import { makeMargins } from './margins.js';
import { estimateRatio } from './pairing.js';

const LEVELS = { alpha: 0.01, equivalenceAlpha: 0.05, looks: 1 };
const MARGINS = makeMargins(0.01, 0.05);

/** Differences of log-figures around the shift, a little apart so that none are tied. */
function ask(shift: number, n: number, change: Partial<Question> = {}): Question {
  const evidence = weighPairs(Array.from({ length: n }, (_, index) => shift + 0.001 * (index - (n - 1) / 2)));
  return { evidence, margins: MARGINS, correction: 'none', minPairs: 0, isTooSmall: false, ...change };
}

const decideOne = (question: Question) => decide([question], LEVELS)[0];

describe('a decision', () => {
  it('is worse above the noise floor, better below it, equivalent within the target, else inconclusive', () => {
    const statuses = [0.1, -0.1, 0.005, 0.06].map((shift) => decideOne(ask(shift, 7))?.status);
    expect(statuses).toEqual(['worse', 'better', 'equivalent', 'worse']);
    expect(decideOne(ask(0.06, 6))?.status).toBe('inconclusive');
  });

  it('claims nothing on fewer pairs than were asked for, nor of what is too small', () => {
    expect(decideOne(ask(0.1, 9, { minPairs: 10 }))).toMatchObject({ status: 'inconclusive', fewest: 10 });
    expect(decideOne(ask(0.1, 9, { isTooSmall: true }))?.status).toBe('inconclusive');
    expect(decideOne(ask(0.02, 9, { isTooSmall: true }))?.status).toBe('equivalent');
  });

  it('of a family is held to Holm’s p, of other questions to their own', () => {
    const family = { correction: 'family' } as const;
    const [lost, , advisory] = decide(
      [ask(0.1, 7, family), ask(0.1, 7, family), ask(0.1, 7, { correction: 'discovery' })],
      LEVELS,
    );
    expect(lost).toMatchObject({
      p: 2 ** -7,
      pHolm: 2 ** -6,
      status: 'inconclusive',
      isLostInFamily: true,
      familySize: 2,
      fewest: 8,
    });
    expect(advisory).toMatchObject({ pFalseDiscovery: 2 ** -7, status: 'worse', isLostInFamily: false, familySize: 1 });
  });

  it('shares alpha among the looks', () => {
    expect(decide([ask(0.1, 8)], { ...LEVELS, looks: 3 })[0]).toMatchObject({ status: 'inconclusive', fewest: 9 });
  });
});

describe('two environments and two revisions', () => {
  it('with the same figures have the same p and the same minimum detectable change', () => {
    const [own, other] = [noisy(20, 0.2, 0.05), noisy(20, 0.21, 0.05, 3)];
    const pairs = own.map((baseline, index) => ({ baseline, candidate: other[index] ?? 0 }));
    const [sides] = judgeSides([
      {
        ...{ definition: bootTime.definition, pairs, ratio: estimateRatio(pairs), isOfFamily: true, isEmulated: false },
        ...{ baselineId: 'bare', baselineCount: 20, candidateId: 'vm', candidateCount: 20 },
      },
    ]);
    const document = (runId: string, values: readonly number[]) => gateDocument({ 'boot-time/vm': values }, { runId });
    const [metric] = gate({
      baseline: { documents: [document('a', own)] },
      candidate: { documents: [document('b', other)] },
      design: 'paired',
      isSequential: false,
      policy: { ...DEFAULT_POLICY, alpha: 0.01 },
      ...{ today: '2026-01-15', generator: GENERATOR, seed: 1 },
    }).metrics;
    expect(sides?.minimumDetectable).toBeGreaterThan(0.01);
    expect(metric?.minimumDetectable).toBe(sides?.minimumDetectable);
    expect([metric?.p, metric?.pHolm]).toEqual([sides?.pValue, sides?.pAdjusted]);
  });
});
