/** Observations of two environments → one log-ratio for each block that has both, and the ratio that they amount to. */
import type { Comparison } from '../contract/document.js';
import { median } from '../stats/describe.js';
import { hodgesLehmann } from '../stats/hodges-lehmann.js';
import type { Observation } from './observations.js';

export interface Pair {
  readonly block: number;
  readonly baseline: number;
  readonly candidate: number;
}

/** A block that ran several workloads is one pair of medians, over the workloads that both sides have. */
export function pairByBlock(baseline: readonly Observation[], candidate: readonly Observation[]): Pair[] {
  const candidates = groupByBlock(candidate);
  return [...groupByBlock(baseline)].flatMap(([block, own]) => {
    const other = candidates.get(block) ?? [];
    const [ownShared, otherShared] = [selectShared(own, other), selectShared(other, own)];
    if (ownShared.length === 0) return [];
    const middle = (shared: readonly Observation[]) => median(shared.map(({ value }) => value));
    return [{ block, baseline: middle(ownShared), candidate: middle(otherShared) }];
  });
}

function groupByBlock(observations: readonly Observation[]): Map<number, Observation[]> {
  const blocks = new Map<number, Observation[]>();
  for (const observation of observations) {
    const block = blocks.get(observation.block);
    if (block) block.push(observation);
    else blocks.set(observation.block, [observation]);
  }
  return blocks;
}

/** Those of the first whose workload the second has as well. */
function selectShared(observations: readonly Observation[], others: readonly Observation[]): readonly Observation[] {
  return observations.filter(({ workloadId }) => others.some((other) => other.workloadId === workloadId));
}

/**
 * Candidate ÷ baseline: the Hodges–Lehmann estimate of the log-ratios, with Wilcoxon's signed-rank interval where n allows one.
 * Undefined when there is no pair, when a value is zero or negative, or when the ratio is beyond what a number holds.
 */
export function estimateRatio(pairs: readonly Omit<Pair, 'block'>[]): Comparison['ratio'] {
  const logRatios = computeLogRatios(pairs);
  if (logRatios.length === 0) return undefined;
  const { estimate, interval } = hodgesLehmann(logRatios, CONFIDENCE_LEVEL);
  const ratio = {
    estimate: Math.exp(estimate),
    ...(interval && { low: Math.exp(interval.low), high: Math.exp(interval.high), level: interval.level }),
  };
  return Object.values(ratio).every((value) => Number.isFinite(value) && value > 0) ? ratio : undefined;
}

/** ln(candidate ÷ baseline) of every pair; empty when there is no pair, or when a value is zero or negative. */
export function computeLogRatios(pairs: readonly Omit<Pair, 'block'>[]): number[] {
  if (pairs.some(({ baseline, candidate }) => baseline <= 0 || candidate <= 0)) return [];
  return pairs.map(({ baseline, candidate }) => Math.log(candidate) - Math.log(baseline));
}
/** Of every interval in a document; ranks being whole numbers, what is achieved is a little more. */
export const CONFIDENCE_LEVEL = 0.95;

/** Fewest pairs for which the signed-rank interval reaches that: 1 − 2 · 2⁻⁶ = 96.9 %. */
export const MIN_PAIRS = 6;
