/** Instances at once on one host, by what each takes of its memory. */
import { REQUIREMENT_LIMITS } from '../../../bench/contract/requirement-limits.js';
import { formatAlone } from '../../view-model/quantity.js';
import { type Capacity, computeCapacity, findInstanceCost, findMemoryTurns, ownBytes, usableBytes } from '../capacity.js';
import { formatBetween, formatChosen, formatSpread } from '../figure-words.js';
import { holdAbove, judgeFigure } from '../judge-figure.js';
import type { Case, Rule } from './rule.js';

export const instances: Rule = {
  id: 'instances',
  title: 'Number of instances',
  ask: (wanted, host) => {
    if (wanted.instancesPerHost === undefined) return '';
    const own = ownBytes({ wanted });
    const with_ = own === 0 ? '' : `, each with ${formatAlone('byte', own)} for its program`;
    const usable = formatAlone('byte', usableBytes({ wanted, host }));
    return `${formatChosen(wanted.instancesPerHost)} at once on one host${with_}, in the ${usable} that they may use`;
  },
  judge: (one) => judgeFigure(one.option, computeCapacity(one), 'next-instance', (capacity) => judgeCapacity(one, capacity)),
  listTurns: (one) => {
    const [capacity, cost] = [computeCapacity(one), findInstanceCost(one.option)];
    if (capacity === null || cost === null)
      return [{ member: 'instancesPerHost', value: REQUIREMENT_LIMITS.instancesPerHost.min }];
    const counts = [Math.max(capacity.low, REQUIREMENT_LIMITS.instancesPerHost.min), capacity.high].map((value) => ({
      member: 'instancesPerHost' as const,
      value,
    }));
    return [...counts, ...findMemoryTurns(one, cost.bytes)];
  },
};

/** Of accounted memory alone only a no follows: the next instance costs more than that. */
function judgeCapacity(one: Case, capacity: Capacity) {
  const count = one.wanted.instancesPerHost ?? 1;
  const held = holdAbove(capacity, count);
  const cost = findInstanceCost(one.option);
  const words = cost === null ? '' : formatSpread('byte', cost.bytes);
  const fits = `${formatBetween(capacity.low, capacity.high, formatChosen)} fit`;
  if (capacity.basis === 'next-instance') return { status: held, because: `${fits}: the next one takes ${words}` };
  const because = `${fits} by memory at rest, ${words}; what the next one really takes was not measured`;
  return { status: held === 'ruled-out' ? held : ('unmeasured' as const), because };
}
