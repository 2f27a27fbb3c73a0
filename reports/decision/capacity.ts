/** How many instances a host holds by its memory, and what one costs. */
import type { Spread } from './facts-model.js';
import type { Case } from './rules/rule.js';

/** A choice: left to the host itself and to what comes unforeseen. */
export const HOST_RESERVE = 0.1;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

export interface Capacity {
  /** 0: an upper limit is all that is known. */
  readonly low: number;
  readonly high: number;
  /** `at-rest`: the cost of the next instance was not measured, which is more than its accounted memory. */
  readonly basis: 'next-instance' | 'at-rest';
}

/** Null where neither was measured, or what was measured was emulated. */
export function computeCapacity(one: Case): Capacity | null {
  const { nextInstanceBytes, atRestBytes, isEmulated } = one.option;
  if (isEmulated) return null;
  if (nextInstanceBytes !== null) {
    return {
      low: countWith(one, nextInstanceBytes.high),
      high: countWith(one, nextInstanceBytes.low),
      basis: 'next-instance',
    };
  }
  return atRestBytes === null ? null : { low: 0, high: countWith(one, atRestBytes.low), basis: 'at-rest' };
}

function countWith(one: Case, bytes: number): number {
  return Math.floor(usableBytes(one) / (bytes + ownBytes(one)));
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
