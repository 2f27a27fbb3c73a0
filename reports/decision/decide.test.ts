import { describe, expect, it } from 'vitest';
import type { Requirements } from '../../bench/contract/requirements.js';
import { decide } from './decide.js';
import type { DecisionFacts, OptionFacts } from './facts-model.js';
import { facts, option, spread } from './fixtures/facts.js';
import type { OutcomeKind } from './recommendation.js';

const answer = (given: DecisionFacts, wanted: Requirements) => {
  const { outcome, options } = decide(given, wanted);
  return { kind: outcome.kind, take: outcome.optionIds, statuses: options.map(({ status }) => status) };
};

const emulated = option('vm', 'vm', { isEmulated: true });
const container = option('container', 'container');
const withVm = (own: Partial<OptionFacts>) => facts([container, option('vm', 'vm', own)]);
const withContainer = (own: Partial<OptionFacts>) => facts([option('container', 'container', own), option('vm', 'vm')]);
const single = { ...spread(0.03), n: 1, basis: 'single', low: 0, high: Number.MAX_VALUE } as const;

describe('a decision', () => {
  it.each<[string, DecisionFacts, Requirements, OutcomeKind, string[]]>([
    ['nothing asked: the cheaper one by its figures', facts(), {}, 'recommended', ['container']],
    ['a start that both make', facts(), { maxStartSeconds: 1 }, 'recommended', ['container']],
    ['a start that only the container makes', facts(), { maxStartSeconds: 0.2 }, 'recommended', ['container']],
    ['a start that nothing makes', facts(), { maxStartSeconds: 0.01 }, 'none', []],
    ['a limit between typical and slow starts', withVm({}), { maxStartSeconds: 0.04, untrustedCode: true }, 'none', []],
    ['untrusted code', facts(), { untrustedCode: true }, 'recommended', ['vm']],
    ['another kernel', facts(), { operatingSystem: 'other-kernel' }, 'recommended', ['vm']],
    [
      'another distribution, which an image brings',
      facts(),
      { operatingSystem: 'other-distribution' },
      'recommended',
      ['container'],
    ],
    ['privileged work', facts(), { privilegedWork: 'needed' }, 'recommended', ['vm']],
    ['privileged work at the host’s risk', facts(), { privilegedWork: 'risk-accepted' }, 'recommended', ['container']],
    [
      'privileged work without root',
      withContainer({ isRootless: true }),
      { privilegedWork: 'risk-accepted' },
      'recommended',
      ['vm'],
    ],
    ['memory handed back', facts(), { minMemoryReturnedPercent: 80 }, 'recommended', ['container']],
    ['untrusted code that hands memory back', facts(), { untrustedCode: true, minMemoryReturnedPercent: 80 }, 'none', []],
    ['as many instances as fit', facts(), { instancesPerHost: 100 }, 'recommended', ['container']],
    ['more than fit', facts(), { instancesPerHost: 1000 }, 'none', []],
    ['starts that keep a VM’s host busy', facts(), { startsPerHour: 10_000 }, 'recommended', ['container']],
    [
      'an emulated VM beside a container that does',
      facts([container, emulated]),
      { maxStartSeconds: 1 },
      'sufficient',
      ['container'],
    ],
    ['only an emulated VM is left', facts([container, emulated]), { untrustedCode: true }, 'undecided', []],
    ['a VM without density', withVm({ nextInstanceBytes: null }), { instancesPerHost: 20, untrustedCode: true }, 'undecided', []],
    [
      'a VM without density, more than its memory at rest allows',
      withVm({ nextInstanceBytes: null }),
      { instancesPerHost: 200, untrustedCode: true },
      'none',
      [],
    ],
    ['a VM that was never started', withVm({ start: null, slowStart: null }), { untrustedCode: true }, 'undecided', []],
    ['nothing measured', facts([option('container', 'container', { start: null, slowStart: null })]), {}, 'undecided', []],
    ['one value', withContainer({ start: single }), { maxStartSeconds: 1 }, 'sufficient', ['vm']],
    [
      'no figure tells them apart',
      withVm({ start: spread(0.05), nextInstanceBytes: spread(47 * 2 ** 20) }),
      {},
      'either',
      ['container', 'vm'],
    ],
    [
      'programs so large that memory is all the same',
      withVm({ start: spread(0.05) }),
      { memoryPerInstanceMiB: 4096 },
      'either',
      ['container', 'vm'],
    ],
    [
      'a runtime with a kernel of its own',
      withContainer({ isolation: { hasOwnKernel: true, reachedSystemCalls: 200, openings: 0 } }),
      { untrustedCode: true },
      'sufficient',
      ['vm'],
    ],
  ])('%s', (_, given, wanted, kind, take) => expect(answer(given, wanted)).toMatchObject({ kind, take }));

  it('never says yes or no of a limit inside the interval', () => {
    for (const limit of [0.295, 0.3, 0.35, 0.399]) {
      expect(answer(facts(), { maxStartSeconds: limit, untrustedCode: true })).toMatchObject({ kind: 'undecided', take: [] });
    }
    expect(answer(facts(), { minMemoryReturnedPercent: 98 }).statuses).toEqual(['undecided', 'ruled-out']);
  });

  it('says which requirement rules out what, by which figure', () => {
    const { options } = decide(facts(), { minMemoryReturnedPercent: 80, maxStartSeconds: 1 });
    expect(options[1]?.checks.map(({ title, status, because }) => [title, status, because])).toEqual([
      ['Time to the program', 'met', 'median 300\u00a0ms [294, 306]; 95\u00a0% of starts took at most 400\u00a0ms'],
      ['Memory handed back', 'ruled-out', 'the host has back 2.00\u00a0% [1.00, 3.00]'],
    ]);
  });

  it('takes the host that would be bought', () => {
    expect(answer(facts(), { instancesPerHost: 100, hostMemoryGiB: 4 }).kind).toBe('none');
    expect(answer(facts(), { startsPerHour: 10_000, untrustedCode: true, hostCpus: 64 }).take).toEqual(['vm']);
  });

  it('names the command that measures what is missing', () => {
    const { options } = decide(facts([container, emulated]), { instancesPerHost: 10 });
    expect(options[1]?.checks[0]).toMatchObject({ status: 'emulated', command: 'npx twinbench run --accel kvm' });
    const { options: others } = decide(withVm({ nextInstanceBytes: null }), { instancesPerHost: 10 });
    expect(others[1]?.checks[0]).toMatchObject({ status: 'unmeasured', command: expect.stringContaining('--scenarios density') });
  });
});
