/** The plan of a run: which trial comes when. Pure; the same seed gives the same plan. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { PlannedTrial } from '../contract/record.js';

export interface PlanRequest {
  readonly scenario: string;
  readonly environmentIds: readonly string[];
  readonly workloadIds: readonly string[];
  readonly repetitions: number;
  readonly warmupBlocks: number;
  readonly seed: number;
}

/**
 * Seeded interleaved blocks: each block runs one workload once in every environment, in random order; within a repetition the
 * workloads' blocks are shuffled too, so that slow drift of the host touches all environments alike.
 */
export function makePlan(request: PlanRequest): PlannedTrial[] {
  const shuffle = seededShuffle(request.seed);
  const blocks: { workloadId: string; repetition: number; warmup: boolean }[] = [];
  const [firstWorkload] = request.workloadIds;
  for (let index = 0; index < request.warmupBlocks && firstWorkload !== undefined; index += 1) {
    blocks.push({ workloadId: firstWorkload, repetition: index, warmup: true });
  }
  for (let repetition = 0; repetition < request.repetitions; repetition += 1) {
    for (const workloadId of shuffle(request.workloadIds)) blocks.push({ workloadId, repetition, warmup: false });
  }
  const trials = blocks.flatMap((block, index) =>
    shuffle(request.environmentIds).map((environmentId) => ({
      ...block,
      block: index,
      environmentId,
      scenario: request.scenario,
    })),
  );
  return trials.map((trial, index) => ({ id: `t${String(index).padStart(4, '0')}`, ...trial }));
}

/** A Fisher–Yates shuffle whose randomness is carried from call to call. */
function seededShuffle(seed: number): <T>(items: readonly T[]) => T[] {
  const generator = xoroshiro128plus(seed);
  return (items) => {
    const left = [...items];
    const taken: (typeof left)[number][] = [];
    while (left.length > 0) taken.push(...left.splice(uniformInt(generator, 0, left.length - 1), 1));
    return taken;
  };
}
