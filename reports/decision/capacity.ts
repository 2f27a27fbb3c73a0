/** How many instances a host holds by its memory, and what one costs. */
import type { OptionFacts, Spread } from './facts-model.js';
import type { Case } from './rules/rule.js';

/** A choice: left to the host itself and to what comes unforeseen. */
export const HOST_RESERVE = 0.1;
/** No kernel has more process ids: more is said of no host. */
const MAX_INSTANCES = 4_194_304;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

export interface Capacity {
  /** 0: an upper limit is all that is known. */
  readonly low: number;
  readonly high: number;
  /** `at-rest`: the cost of the next instance was not measured, which is more than its accounted memory. */
  readonly basis: 'next-instance' | 'at-rest';
}

/** What one more instance takes, and how that is known. */
export interface InstanceCost {
  readonly bytes: Spread;
  readonly basis: Capacity['basis'];
}

/** Null where neither was measured, or not often enough to say anything, or what was measured was emulated. */
export function findInstanceCost({ nextInstanceBytes, atRestBytes, isEmulated }: OptionFacts): InstanceCost | null {
  if (isEmulated) return null;
  if (nextInstanceBytes !== null && nextInstanceBytes.basis !== 'single')
    return { bytes: nextInstanceBytes, basis: 'next-instance' };
  return atRestBytes === null || atRestBytes.basis === 'single' ? null : { bytes: atRestBytes, basis: 'at-rest' };
}

export function computeCapacity(one: Case): Capacity | null {
  const cost = findInstanceCost(one.option);
  if (cost === null) return null;
  const { bytes, basis } = cost;
  return { low: basis === 'at-rest' ? 0 : countWith(one, bytes.high), high: countWith(one, bytes.low), basis };
}

function countWith(one: Case, bytes: number): number {
  return Math.min(MAX_INSTANCES, Math.floor(usableBytes(one) / Math.max(1, bytes + ownBytes(one))));
}

export function usableBytes({ wanted, host }: Pick<Case, 'wanted' | 'host'>): number {
  return (wanted.hostMemoryGiB === undefined ? host.memoryBytes : wanted.hostMemoryGiB * GIB) * (1 - HOST_RESERVE);
}

/** What the program itself needs. */
export function ownBytes({ wanted }: Pick<Case, 'wanted'>): number {
  return (wanted.memoryPerInstanceMiB ?? 0) * MIB;
}

/** Memory of the host (GiB) and of an instance's program (MiB) at which just so many instances fit. */
export function findMemoryTurns({ wanted, host, option }: Case, { low, high }: Spread) {
  const { instancesPerHost: count } = wanted;
  if (count === undefined) return [];
  const one = { wanted, host, option };
  return [low, high].flatMap((bytes) => [
    { member: 'hostMemoryGiB' as const, value: (count * (bytes + ownBytes(one))) / (1 - HOST_RESERVE) / GIB },
    { member: 'memoryPerInstanceMiB' as const, value: (usableBytes(one) / count - bytes) / MIB },
  ]);
}

/** Of a month, per instance, at a full host. */
export function computeCost({ wanted: { hostPricePerMonth } }: Case, capacity: Capacity): { low: number; high: number } | null {
  if (hostPricePerMonth === undefined || capacity.low < 1) return null;
  return { low: hostPricePerMonth / capacity.high, high: hostPricePerMonth / capacity.low };
}
