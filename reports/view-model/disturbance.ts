/** The caveat of a host that was disturbed: by whom, as the values say. */
import type { Disturbance, ResultsDocument } from '../../bench/contract/document.js';
import { formatPercent } from '../../bench/contract/figure-text.js';
import type { CaveatView } from './model.js';
import { formatCount, joinWithAnd } from './text.js';

/** Shares of CPU time, as in the rule for blocks. */
const NOTABLE_STEAL_RATIO = 0.02;
const NOTABLE_OTHER_RATIO = 0.1;

/** Null for a host of which nothing is known to have disturbed the run. */
export function disturbance({ host: { noise }, noise: rule, comparisons }: ResultsDocument): CaveatView | null {
  const touched = comparisons.filter(({ caveats }) => caveats.includes('contaminated')).length;
  const sentences = [
    ...before(noise),
    ...during(rule),
    ...(touched === 0 ? [] : [`${formatCount(touched, 'comparison')} ${touched === 1 ? 'carries' : 'carry'} this caveat.`]),
  ];
  return sentences.length === 0
    ? null
    : { severity: 'notable', title: 'The host was disturbed', text: sentences.join(' '), detail: '' };
}

function before({ stealRatio, otherCpuRatio = 0 }: ResultsDocument['host']['noise']): string[] {
  const signs = [
    stealRatio > NOTABLE_STEAL_RATIO ? `the hypervisor withheld ${formatPercent(stealRatio, 2)} of the CPU time` : '',
    otherCpuRatio > NOTABLE_OTHER_RATIO ? `other programs used ${formatPercent(otherCpuRatio, 2)} of the CPU time` : '',
  ].filter((sign) => sign !== '');
  return signs.length === 0 ? [] : [`Before the run, ${joinWithAnd(signs)}.`];
}

const CAUSES: Readonly<Record<Disturbance, string>> = {
  steal: 'the hypervisor withheld CPU time',
  'other-programs': 'other programs used the CPUs',
  'slow-reference': 'the host computed more slowly',
};

/** In blocks, each cause with how many it disturbed; older documents name none. */
function during(rule: ResultsDocument['noise']): string[] {
  if (rule === undefined || rule.contaminated.length === 0) return [];
  const { contaminated, blocks } = rule;
  const causes = contaminated.flatMap((block) => block.causes ?? []);
  const known = Object.entries(CAUSES).flatMap(([cause, words]) => {
    const count = causes.filter((one) => one === cause).length;
    return count === 0 ? [] : [`${words} in ${count}`];
  });
  const why = known.length === 0 ? '' : `: ${joinWithAnd(known)}`;
  return [
    `${contaminated.length} of ${formatCount(blocks, 'block')} ${contaminated.length === 1 ? 'was' : 'were'} disturbed${why}.`,
  ];
}
