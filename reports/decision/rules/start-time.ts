/** Longest acceptable time to the program. */
import { formatAlone } from '../../view-model/quantity.js';
import type { OptionFacts } from '../facts-model.js';
import { formatSlowStart, formatSpread } from '../figure-words.js';
import { holdBelow, judgeFigure } from '../judge-figure.js';
import type { Rule } from './rule.js';

export const startTime: Rule = {
  id: 'start-time',
  title: 'Time to the program',
  ask: ({ maxStartSeconds }) => (maxStartSeconds === undefined ? '' : `at most ${formatAlone('second', maxStartSeconds)}`),
  judge: ({ option, wanted: { maxStartSeconds = Number.MAX_VALUE } }) =>
    judgeFigure(option, boundsOf(option), 'start', ({ bounds, words }) => ({
      status: holdBelow(bounds, maxStartSeconds),
      because: words,
    })),
  listTurns: ({ option }) => {
    const found = option.isEmulated ? null : boundsOf(option);
    if (found === null) return [];
    return [found.bounds.low, found.bounds.high].map((value) => ({ member: 'maxStartSeconds', value }));
  },
};

/** Met only where slow starts are within the limit, too; missed where the typical one is not. */
function boundsOf({ start, slowStart }: OptionFacts) {
  if (start === null || slowStart === null) return null;
  const high = start.basis === 'single' ? start.high : slowStart.high;
  return {
    bounds: { low: start.low, high },
    words: `median ${formatSpread('second', start)}; ${formatSlowStart(slowStart)}`,
  };
}
