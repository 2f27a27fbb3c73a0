/** Of whatever figures and requirements: what a decision must never say. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OPERATING_SYSTEMS, PRIVILEGED_WORK, REQUIREMENT_LIMITS } from '../../bench/contract/requirement-limits.js';
import type { Requirements } from '../../bench/contract/requirements.js';
import { decide } from './decide.js';
import type { OptionFacts, Spread } from './facts-model.js';
import { facts, option } from './fixtures/facts.js';
import type { JudgedOption, Outcome } from './recommendation.js';
import { formatState, parseState } from './state.js';
import { reachVerdict } from './verdict.js';
import { viewRecommendation } from './view.js';

/** Sizes from the smallest to the largest that count as figures. */
const size = fc.oneof(fc.constantFrom(1e-12, 1e-9, 1, 1e9, 1e18), fc.double({ min: 1e-6, max: 1e12, noNaN: true }));

const figure = fc.tuple(size, size, size, fc.constantFrom('interval', 'few', 'single')).map(([a, b, c, basis]): Spread => {
  const [least = 1, estimate = 1, most = 1] = [a, b, c].toSorted((x, y) => x - y);
  const bounds = basis === 'single' ? { low: 0, high: Number.MAX_VALUE } : { low: least, high: most };
  return { estimate, ...bounds, n: basis === 'single' ? 1 : 12, basis: basis as Spread['basis'], least, most };
});

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });

const someOption = (id: string, kind: OptionFacts['kind']): fc.Arbitrary<OptionFacts> =>
  fc
    .record({
      isEmulated: kind === 'vm' ? fc.boolean() : fc.constant(false),
      isRootless: fc.boolean(),
      start: maybe(figure),
      nextInstanceBytes: maybe(figure),
      atRestBytes: maybe(figure),
      memoryReturned: maybe(figure),
    })
    .map((own) => {
      const { start } = own;
      const slowStart = start && { share: null, value: start.most, high: Math.max(start.high, start.most), n: start.n };
      return option(id, kind, { ...own, slowStart });
    });

const someFacts = fc
  .tuple(someOption('container', 'container'), someOption('vm', 'vm'), someOption('vm-balloon', 'vm'))
  .map((options) => facts(options));

const numbers = Object.fromEntries(
  Object.entries(REQUIREMENT_LIMITS).map(([member, limits]) => {
    const { min, max } = limits;
    return [member, 'isWhole' in limits ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true })];
  }),
);

const someRequirements = fc.record(
  {
    ...numbers,
    untrustedCode: fc.boolean(),
    operatingSystem: fc.constantFrom(...OPERATING_SYSTEMS),
    privilegedWork: fc.constantFrom(...PRIVILEGED_WORK),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Requirements>;

const always = (holds: (options: readonly JudgedOption[], taken: readonly string[], wanted: Requirements) => void) =>
  fc.assert(
    fc.property(someFacts, someRequirements, (given, wanted) => {
      const { options, outcome } = decide(given, wanted);
      holds(options, outcome.optionIds, wanted);
    }),
    { numRuns: 150 },
  );

it('takes nothing that was emulated, not measured, or ruled out', () =>
  always((options, taken) => {
    for (const { option: one, status, checks } of options.filter(({ option: { id } }) => taken.includes(id))) {
      expect([one.isEmulated, status, one.start === null]).toEqual([false, 'fits', false]);
      expect(checks.map((check) => check.status)).toEqual(checks.map(() => 'met'));
    }
  }));

it('takes no container where the code is untrusted, another kernel is needed, or privileges that nobody accepts', () =>
  always((options, taken, { untrustedCode, operatingSystem, privilegedWork }) => {
    if (untrustedCode !== true && operatingSystem !== 'other-kernel' && privilegedWork !== 'needed') return;
    expect(options.filter(({ option: { id, kind } }) => kind === 'container' && taken.includes(id))).toEqual([]);
  }));

it('takes nothing whose figures reach beyond a limit', () =>
  always((options, taken, { maxStartSeconds = Number.MAX_VALUE, minMemoryReturnedPercent = 0 }) => {
    for (const { option: one } of options.filter(({ option: { id } }) => taken.includes(id))) {
      expect(one.slowStart?.high).toBeLessThanOrEqual(maxStartSeconds);
      if (minMemoryReturnedPercent > 0)
        expect((one.memoryReturned?.low ?? 0) * 100).toBeGreaterThanOrEqual(minMemoryReturnedPercent * (1 - 1e-12));
    }
  }));

const NOT_ASKED: Readonly<Record<string, number>> = { maxStartSeconds: 3600, hostMemoryGiB: 16, hostCpus: 4 };

it('tells flips between which and what is asked nothing changes', () =>
  fc.assert(
    fc.property(someFacts, someRequirements, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (given, wanted, share) => {
      const { outcome, flips } = decide(given, wanted);
      const answer = (one: Outcome) => one.optionIds.join() || one.kind;
      for (const { member, direction, value, outcome: turned } of flips.filter((flip) => flip.direction !== 'to')) {
        const present = wanted[member] ?? NOT_ASKED[member] ?? 0;
        if (typeof present !== 'number' || typeof value !== 'number') throw new Error(`${member} is no number`);
        const at = (one: number) => answer(reachVerdict(given, { ...wanted, [member]: one }).outcome);
        const isAsked = wanted[member] !== undefined || (present > 0 && value !== present);
        if (isAsked) expect(at(present + (value - present) * share), `${member} ${direction} ${value}`).toBe(answer(outcome));
        expect(at(value * (direction === 'above' ? 1 + 1e-9 : 1 - 1e-9)), `${member} beyond ${value}`).toBe(answer(turned));
      }
    }),
    { numRuns: 200 },
  ));

it('writes no text that is no number', () =>
  fc.assert(
    fc.property(someFacts, someRequirements, (given, wanted) => {
      expect(JSON.stringify(viewRecommendation(given, wanted))).not.toMatch(/NaN|Infinity|∞|undefined|null/);
    }),
    { numRuns: 100 },
  ));

it('is the same for requirements that went through an address', () =>
  fc.assert(
    fc.property(someFacts, someRequirements, (given, wanted) => {
      const followed = parseState(formatState(wanted)) ?? {};
      expect(viewRecommendation(given, followed)).toEqual(viewRecommendation(given, wanted));
    }),
    { numRuns: 100 },
  ));

it('makes requirements within their limits of any text in an address', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `startsPerHour:${text},__proto__:1,hostCpus:1.5`),
      ),
      (text) => {
        const wanted = parseState(text) ?? {};
        expect(wanted.startsPerHour ?? 0).toBeGreaterThanOrEqual(0);
        expect(wanted.hostCpus).toBeUndefined();
        expect(Object.getPrototypeOf(wanted)).toBe(Object.prototype);
      },
    ),
  ));
