import { describe, expect, it } from 'vitest';
import type { Requirements } from '../../bench/contract/requirements.js';
import { decide } from './decide.js';
import { facts, option } from './fixtures/facts.js';
import { flipSentence } from './outcome-words.js';
import type { Flip, Outcome } from './recommendation.js';
import { reachVerdict } from './verdict.js';

const CASES: readonly Requirements[] = [
  {},
  { maxStartSeconds: 1, startsPerHour: 60 },
  { untrustedCode: true, instancesPerHost: 50, memoryPerInstanceMiB: 64 },
  { minMemoryReturnedPercent: 50, instancesPerHost: 20 },
  { startsPerHour: 20_000, hostCpus: 2 },
];

const SIDE = 1e-6;

describe('a flip', () => {
  it.each(CASES)('of %j is where the decision itself turns, just below and just above', (wanted) => {
    const { outcome, flips } = decide(facts(), wanted);
    expect(flips.length).toBeGreaterThan(3);
    const at = (member: Flip['member'], value: number | string | boolean) =>
      reachVerdict(facts(), { ...wanted, [member]: value }).outcome;
    for (const { member, direction, value, outcome: turned, further } of flips) {
      if (direction === 'to') {
        expect(at(member, value)).toEqual(turned);
        expect(turned).not.toEqual(outcome);
        continue;
      }
      const [inside, beyond] = direction === 'above' ? [1 - SIDE, 1 + SIDE] : [1 + SIDE, 1 - SIDE];
      const isHere = wanted[member as keyof Requirements] === value;
      if (!isHere) expect(take(at(member, Number(value) * inside)), `${member} inside ${value}`).toBe(take(outcome));
      expect(at(member, Number(value) * beyond), `${member} beyond ${value}`).toEqual(turned);
      if (further !== null) expect(at(member, further.value * beyond)).toEqual(further.outcome);
    }
  });

  const take = ({ kind, optionIds }: Outcome) => optionIds.join() || kind;

  it('is said with the values between which nothing is decided', () => {
    const { flips } = decide(facts(), { untrustedCode: true });
    const words = flips.map((flip) => flipSentence(flip, facts()));
    expect(words).toEqual([
      'Where all code is trusted: take a container',
      'Where the program must run in less than about 400\u00a0ms: only a virtual machine is left, and whether it will do is not known; where the program must run in less than about 294\u00a0ms: nothing measured here will do',
      'Above about 4,710 starts an hour (78.4 a minute): only a virtual machine is left, and whether it will do is not known; above about 4,900 starts an hour (81.6 a minute): nothing measured here will do',
      'Above 103 instances on one host: only a virtual machine is left, and whether it will do is not known; above 107 instances on one host: nothing measured here will do',
      'Where memory must be handed back after a peak: only a virtual machine is left, and whether it will do is not known; where more than 3 % of a peak must come back: nothing measured here will do',
    ]);
  });

  it('is none where nothing could be measured differently', () => {
    const bare = { start: null, slowStart: null, atRestBytes: null, nextInstanceBytes: null, memoryReturned: null };
    const nothing = facts([option('container', 'container', bare), option('vm', 'vm', bare)]);
    expect(decide(nothing, {}).flips).toEqual([]);
  });
});
