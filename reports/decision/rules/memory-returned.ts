/** Memory to be handed back after a peak. */
import { REQUIREMENT_LIMITS } from '../../../bench/contract/requirement-limits.js';
import { formatChosen, formatSpread } from '../figure-words.js';
import { holdAbove, judgeFigure } from '../judge-figure.js';
import type { Rule } from './rule.js';

export const memoryReturned: Rule = {
  id: 'memory-returned',
  title: 'Memory handed back',
  ask: ({ minMemoryReturnedPercent: percent }) =>
    percent === undefined ? '' : `at least ${formatChosen(percent)} % of a peak, 30 s after it`,
  judge: ({ option, wanted: { minMemoryReturnedPercent: percent = 0 } }) =>
    judgeFigure(option, option.memoryReturned, 'memory-returned', (returned) => ({
      status: holdAbove(returned, percent / 100),
      because: `the host has back ${formatSpread('ratio', returned)}`,
    })),
  listTurns: ({ option: { memoryReturned: returned, isEmulated } }) =>
    returned === null || isEmulated
      ? [{ member: 'minMemoryReturnedPercent', value: REQUIREMENT_LIMITS.minMemoryReturnedPercent.min }]
      : [returned.low, returned.high].map((share) => ({ member: 'minMemoryReturnedPercent', value: share * 100 })),
};
