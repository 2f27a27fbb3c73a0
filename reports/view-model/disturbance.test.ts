import { describe, expect, it } from 'vitest';
import type { Disturbance, ResultsDocument } from '../../bench/contract/document.js';
import { SAMPLE_DOCUMENT } from '../../bench/contract/minimal-records.js';
import { disturbance } from './disturbance.js';

/** What is said of a host with this noise before the run, and of a run with blocks disturbed by these causes. */
function said(
  noise: Partial<ResultsDocument['host']['noise']>,
  blocks: readonly (readonly Disturbance[])[] = [],
): string | undefined {
  const { host } = SAMPLE_DOCUMENT;
  const contaminated = blocks.map((causes, block) => ({ block, because: ['words'], causes: [...causes] }));
  const rule = { rule: 'r', blocks: 9, contaminated, excluded: true };
  return disturbance({ ...SAMPLE_DOCUMENT, host: { ...host, noise: { ...host.noise, ...noise } }, noise: rule })?.text;
}

describe('who disturbed the host', () => {
  it.each<[Partial<ResultsDocument['host']['noise']>, string]>([
    [{ stealRatio: 0.041 }, 'Before the run, the hypervisor withheld 4.1 % of the CPU time.'],
    [{ otherCpuRatio: 0.55 }, 'Before the run, other programs used 55 % of the CPU time.'],
    [
      { stealRatio: 0.03, otherCpuRatio: 0.2 },
      'Before the run, the hypervisor withheld 3.0 % of the CPU time and other programs used 20 % of the CPU time.',
    ],
  ])('before the run, by %j', (noise, text) => expect(said(noise)).toBe(text));

  it('in the run, each cause with how many blocks it disturbed', () => {
    expect(said({}, [['other-programs']])).toBe('1 of 9 blocks was disturbed: other programs used the CPUs in 1.');
    expect(said({}, [['other-programs', 'steal'], ['other-programs'], ['slow-reference']])).toBe(
      '3 of 9 blocks were disturbed: the hypervisor withheld CPU time in 1, other programs used the CPUs in 2 and the host computed more slowly in 1.',
    );
  });

  it('nobody, where nothing is known to have', () => {
    expect(said({ stealRatio: 0.02, otherCpuRatio: 0.1 })).toBeUndefined();
  });

  it('blames nobody for a comparison of an older document that names no cause', () => {
    const noise = { rule: 'r', blocks: 2, contaminated: [{ block: 1, because: ['words'] }], excluded: false };
    expect(disturbance({ ...SAMPLE_DOCUMENT, noise })?.text).toBe('1 of 2 blocks was disturbed.');
  });
});
