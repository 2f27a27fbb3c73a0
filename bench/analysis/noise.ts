/** Which blocks are contaminated: one rule, fixed before any run, the same for all environments. */

import type { Disturbance, NoiseSummary } from '../contract/document.js';
import { formatPercentage } from '../contract/figure-text.js';
import type { TrialRecord } from '../contract/record.js';
import { median } from '../stats/describe.js';

/**
 * Shares of the CPU time of all online CPUs. The probe is right to 0.5 % of it (measured 2026-11-25 on a busy 2-core virtual host, against the
 * kernel's own count of all control groups); in a quiet moment of that host it read no steal and 1.6 to 3.3 % of other programs, with 30 % and more as
 * soon as somebody compiled there.
 */
const MAX_STEAL_RATIO = 0.02;
const MAX_OTHER_CPU_RATIO = 0.1;
/** The shortest of three loops took 10.5 to 10.7 ms on that host at a load of 1.4, and 11 to 66 ms at loads of 5 to 11. */
const MAX_REFERENCE_SLOWDOWN = 0.1;
/** Fewer loops have no median to trust. */
const MIN_REFERENCES = 5;
/** With more than this share of the blocks contaminated, what is left is no sample of the run. */
const MAX_CONTAMINATED_SHARE = 0.5;

const RULE =
  `A block is contaminated when in any of its trials the hypervisor withheld more than ${formatPercentage(MAX_STEAL_RATIO, 2)} of the host's CPU time, ` +
  `or others than the trial's instances and Twinbench used more than ${formatPercentage(MAX_OTHER_CPU_RATIO, 2)} of it, or when the block's reference loop ` +
  `took more than ${formatPercentage(MAX_REFERENCE_SLOWDOWN, 2)} longer than the median of the run's (of ${MIN_REFERENCES} blocks or more). ` +
  `A contaminated block is left out of every summary and comparison, for all environments alike. When more than half of the blocks are contaminated, ` +
  'or all that a figure has, none is left out, and what is compared with them stays inconclusive.';

interface Block {
  readonly block: number;
  readonly trials: readonly TrialRecord[];
}

/** Undefined when no trial tells of noise, as in records of before there was a probe. Warm-up blocks are in no figure and do not count. */
export function findNoise(trials: readonly TrialRecord[]): NoiseSummary | undefined {
  const blocks = groupBlocks(trials.filter(({ warmup, noise }) => !warmup && noise !== undefined));
  if (blocks.length === 0) return undefined;
  const references = blocks.flatMap(({ trials: own }) => findSlowestReference(own) ?? []);
  const usualNs = references.length === 0 ? undefined : median(references);
  const limitNs = usualNs === undefined || references.length < MIN_REFERENCES ? undefined : usualNs;
  const contaminated = blocks
    .map(({ block, trials: own }) => ({ block, signs: [...findBusySigns(own), ...findSlowSigns(own, limitNs)] }))
    .filter(({ signs }) => signs.length > 0);
  return {
    rule: RULE,
    blocks: blocks.length,
    ...(usualNs !== undefined && { referenceSeconds: usualNs / 1e9 }),
    contaminated: contaminated.map(({ block, signs }) => ({
      block,
      because: signs.map(({ words }) => words),
      causes: signs.map(({ cause }) => cause),
    })),
    ...(contaminated.length > 0 && { causes: countCauses(contaminated.flatMap(({ signs }) => signs)) }),
    excluded: contaminated.length <= blocks.length * MAX_CONTAMINATED_SHARE,
  };
}

function groupBlocks(trials: readonly TrialRecord[]): Block[] {
  const byNumber = new Map<number, TrialRecord[]>();
  for (const trial of trials) byNumber.set(trial.block, [...(byNumber.get(trial.block) ?? []), trial]);
  return [...byNumber].map(([block, own]) => ({ block, trials: own })).sort((a, b) => a.block - b.block);
}

/** A block that was begun twice, by a run that was resumed, has two. */
function findSlowestReference(trials: readonly TrialRecord[]): number | undefined {
  const durations = trials.flatMap(({ noise }) => noise?.referenceNs ?? []).filter((ns) => ns > 0);
  return durations.length === 0 ? undefined : Math.max(...durations);
}

/** What marked the most blocks first. */
function countCauses(signs: readonly Sign[]): NonNullable<NoiseSummary['causes']> {
  const causes = [...new Set(signs.map(({ cause }) => cause))];
  const found = causes.map((cause) => {
    const own = signs.filter((sign) => sign.cause === cause);
    return { cause, blocks: own.length, most: own.reduce((most, { amount }) => Math.max(most, amount), 0) };
  });
  return found.toSorted((a, b) => b.blocks - a.blocks);
}

/** One for each kind of disturbance of a block. */
interface Sign {
  readonly cause: Disturbance;
  /** Share, as the rule has it. */
  readonly amount: number;
  readonly words: string;
}

/** The worst trial of each kind of disturbance. */
function findBusySigns(trials: readonly TrialRecord[]): Sign[] {
  const steal = findWorst(trials, 'stealRatio');
  const other = findWorst(trials, 'otherCpuRatio');
  return [
    ...(steal.ratio > MAX_STEAL_RATIO
      ? [{ cause: 'steal' as const, amount: steal.ratio, words: `steal ${formatPercentage(steal.ratio, 2)} in ${steal.trialId}` }]
      : []),
    ...(other.ratio > MAX_OTHER_CPU_RATIO
      ? [
          {
            cause: 'other-programs' as const,
            amount: other.ratio,
            words: `other programs' CPU ${formatPercentage(other.ratio, 2)} in ${other.trialId}`,
          },
        ]
      : []),
  ];
}

function findWorst(trials: readonly TrialRecord[], member: 'stealRatio' | 'otherCpuRatio'): { trialId: string; ratio: number } {
  const found = trials.map(({ id, noise }) => ({ trialId: id, ratio: noise?.[member] ?? 0 }));
  return found.reduce((most, one) => (one.ratio > most.ratio ? one : most), { trialId: '', ratio: 0 });
}

function findSlowSigns(trials: readonly TrialRecord[], usualNs: number | undefined): Sign[] {
  const ownNs = findSlowestReference(trials);
  if (usualNs === undefined || ownNs === undefined || ownNs <= usualNs * (1 + MAX_REFERENCE_SLOWDOWN)) return [];
  const amount = ownNs / usualNs - 1;
  return [{ cause: 'slow-reference', amount, words: `reference loop ${formatPercentage(amount, 2)} slower` }];
}
