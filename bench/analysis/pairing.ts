/** Observations of two environments → one log-ratio for each block that has both, and the ratio that they amount to. */
import type { Comparison } from '../contract/document.js';
import { median } from '../stats/describe.js';
import { hodgesLehmann } from '../stats/hodges-lehmann.js';
import type { Observation } from './observations.js';
import { CONFIDENCE_LEVEL } from './series.js';

interface Pair {
  readonly baseline: number;
  readonly candidate: number;
}

/** A block that ran several workloads is one pair of medians, over the workloads that both sides have. */
export function pairByBlock(baseline: readonly Observation[], candidate: readonly Observation[]): Pair[] {
  const place = ({ block, workloadId }: Observation) => JSON.stringify([block, workloadId]);
  const candidates = groupBy(candidate, place);
  const shared = new Set(baseline.map(place).filter((key) => candidates.has(key)));
  const candidateBlocks = groupBy(candidate, ({ block }) => String(block));
  const both = (observations: readonly Observation[]) =>
    median(observations.filter((one) => shared.has(place(one))).map(({ value }) => value));
  return [
    ...groupBy(
      baseline.filter((one) => shared.has(place(one))),
      ({ block }) => String(block),
    ),
  ].map(([block, own]) => ({
    baseline: both(own),
    candidate: both(candidateBlocks.get(block) ?? []),
  }));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/**
 * Candidate ÷ baseline: the Hodges–Lehmann estimate of the log-ratios, with Wilcoxon's signed-rank interval where n allows one.
 * Undefined when there is no pair, when a value is zero or negative, or when the ratio is beyond what a number holds.
 */
export function ratioOf(pairs: readonly Pair[]): Comparison['ratio'] {
  if (pairs.length === 0 || pairs.some(({ baseline, candidate }) => baseline <= 0 || candidate <= 0)) return undefined;
  const { estimate, interval } = hodgesLehmann(
    pairs.map(({ baseline, candidate }) => Math.log(candidate) - Math.log(baseline)),
    CONFIDENCE_LEVEL,
  );
  const ratio = {
    estimate: Math.exp(estimate),
    ...(interval && { low: Math.exp(interval.low), high: Math.exp(interval.high), level: interval.level }),
  };
  return Object.values(ratio).every((value) => Number.isFinite(value) && value > 0) ? ratio : undefined;
}
