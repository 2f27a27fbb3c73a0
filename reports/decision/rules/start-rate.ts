/** Starts per hour, by the CPU time that they can take. */
import type { Requirements } from '../../../bench/contract/requirements.js';
import { formatBetween, formatChosen, formatFactor, formatShare } from '../figure-words.js';
import { holdBelow, judgeFigure } from '../judge-figure.js';
import type { Case, Rule } from './rule.js';

/** A choice: what is left is for the work. */
export const MAX_STARTING_SHARE = 0.1;
const HOUR_SECONDS = 3600;

export const startRate: Rule = {
  id: 'start-rate',
  title: 'Rate of starts',
  ask: ({ startsPerHour }) =>
    startsPerHour === undefined
      ? ''
      : `${formatChosen(startsPerHour)} an hour, in at most ${formatShare(MAX_STARTING_SHARE)} of the host’s CPU time`,
  judge: ({ option, wanted, host }) =>
    judgeFigure(option, option.start, 'start', (start) => {
      const perSecond = (wanted.startsPerHour ?? 0) / HOUR_SECONDS / countCpus({ wanted, host });
      const share = { low: start.low * perSecond, high: start.high * perSecond };
      const shown = start.basis === 'interval' ? share : { low: start.least * perSecond, high: start.most * perSecond };
      return {
        status: holdBelow(share, MAX_STARTING_SHARE),
        because: `starting takes ${formatBetween(shown.low * 100, shown.high * 100, formatFactor)} % of the CPU time, if each start keeps a CPU busy`,
      };
    }),
  listTurns: ({ option: { start, isEmulated }, wanted, host }) => {
    if (start === null || isEmulated) return [];
    const [rate, cpus] = [wanted.startsPerHour ?? 0, countCpus({ wanted, host })];
    return [start.low, start.high].flatMap((seconds) => [
      { member: 'startsPerHour' as const, value: (MAX_STARTING_SHARE * cpus * HOUR_SECONDS) / seconds },
      ...(rate > 0 ? [{ member: 'hostCpus' as const, value: (rate * seconds) / HOUR_SECONDS / MAX_STARTING_SHARE }] : []),
    ]);
  },
};

function countCpus({ wanted, host }: { readonly wanted: Requirements; readonly host: Case['host'] }): number {
  return wanted.hostCpus ?? host.cpus;
}
