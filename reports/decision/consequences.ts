/** What comes with an option besides what was asked of it: measured, or said of its kind. */
import type { Requirements } from '../../bench/contract/requirements.js';
import { formatAlone } from '../view-model/quantity.js';
import { formatCount } from '../view-model/text.js';
import type { OptionFacts } from './facts-model.js';
import { formatBetween, formatChosen, formatFactor, formatSpread } from './figure-words.js';
import type { Case } from './rules/rule.js';

export interface Consequence {
  readonly isGood: boolean;
  readonly text: string;
}

/** Of an emulated option no figure is said. */
export function listConsequences(one: Case): Consequence[] {
  const { option } = one;
  return [...kernelConsequences(option), ...(option.isEmulated ? [] : [...measured(option), ...loadConsequences(one)])];
}

function kernelConsequences({ kind, isolation }: OptionFacts): Consequence[] {
  const probed =
    isolation === null
      ? ''
      : ` (probed here: ${formatCount(isolation.reachedSystemCalls, 'system call')} reach it, ${formatCount(isolation.openings, 'fact')} shared or allowed)`;
  if (kind === 'vm')
    return [
      { isGood: true, text: 'A kernel of its own: a bug in it stays in the guest' },
      { isGood: false, text: 'A second kernel to patch, and memory set aside for it' },
    ];
  return [
    { isGood: false, text: `The host’s kernel is shared${probed}` },
    { isGood: true, text: 'One kernel to patch, and memory that moves with the load' },
  ];
}

function measured({ cpuPerOperation: work, idleCpu, memoryReturned }: OptionFacts): Consequence[] {
  return [
    ...(work === null ? [] : [workConsequence(work)]),
    ...(idleCpu === null
      ? []
      : [{ isGood: idleCpu.estimate < 0.001, text: `At rest, each takes ${formatSpread('ratio', idleCpu)} of a CPU` }]),
    ...(memoryReturned === null
      ? []
      : [
          {
            isGood: memoryReturned.estimate >= 0.5,
            text: `Of a released peak, the host has back ${formatSpread('ratio', memoryReturned)} after 30 s`,
          },
        ]),
  ];
}

function workConsequence(work: NonNullable<OptionFacts['cpuPerOperation']>): Consequence {
  const { least, most, workloads, worstWorkload, worstInterval } = work;
  const range = formatBetween(least, most, formatFactor);
  const limits =
    worstInterval === null
      ? ', no interval at this n'
      : ` [${formatFactor(worstInterval.low)}, ${formatFactor(worstInterval.high)}]`;
  return {
    isGood: most <= 1.05,
    text: `Work takes ${range} times the CPU time of a plain process over ${formatCount(workloads, 'workload')}; most: ${worstWorkload}${limits}`,
  };
}

const HOURS_PER_DAY = 24;

/** Of 24 hours at full load: the share that is needed. */
export function loadShare({ busyHoursPerDay, quietLoadPercent }: Requirements): number {
  if (busyHoursPerDay === undefined || quietLoadPercent === undefined) return 1;
  return (busyHoursPerDay + ((HOURS_PER_DAY - busyHoursPerDay) * quietLoadPercent) / 100) / HOURS_PER_DAY;
}

/** What it takes to follow the load: instances that stop in quiet hours start again. */
function loadConsequences({ option: { start }, wanted }: Case): Consequence[] {
  const { quietLoadPercent = 100, instancesPerHost } = wanted;
  if (loadShare(wanted) >= 1 || instancesPerHost === undefined || start === null || start.basis === 'single') return [];
  const count = Math.ceil(instancesPerHost * (1 - quietLoadPercent / 100));
  const seconds = count * start.estimate;
  const text = `Starting ${formatChosen(count)} again for the busy hours, one after the other, takes about ${formatAlone('second', seconds)}`;
  return [{ isGood: seconds < LONG_SECONDS, text }];
}

/** As long as somebody waits without turning to something else (Nielsen 1993). */
const LONG_SECONDS = 10;
