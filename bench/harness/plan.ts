/** The plan of a run: which trial comes when. Pure; the same seed gives the same plan. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { PlannedTrial } from '../contract/record.js';
import type { Cell, PlanSection } from '../scenarios/plan-section.js';

export interface PlanRequest {
  readonly sections: readonly PlanSection[];
  readonly seed: number;
}

/**
 * Seeded interleaved blocks: within a repetition the blocks are shuffled, and within a block the cells, so that slow drift of the host
 * touches all environments alike. Blocks are numbered through the whole run.
 */
export function makePlan({ sections, seed }: PlanRequest): PlannedTrial[] {
  const shuffle = seededShuffle(seed);
  const blocks = sections.flatMap((section) => planBlocks(section, shuffle));
  const trials = blocks.flatMap(({ cells, ...block }, index) => cells.map((cell) => ({ ...block, ...cell, block: index })));
  return trials.map((trial, index) => ({ id: `t${String(index).padStart(4, '0')}`, ...trial }));
}

interface PlannedBlock extends Pick<PlannedTrial, 'scenario' | 'repetition' | 'warmup'> {
  readonly cells: readonly Cell[];
}

function planBlocks({ scenario, blocks, repetitions, warmupBlocks }: PlanSection, shuffle: Shuffle): PlannedBlock[] {
  const [first] = blocks;
  const warmups =
    first === undefined ? [] : counted(warmupBlocks).map((repetition) => ({ cells: first, repetition, warmup: true }));
  const measured = counted(repetitions).flatMap((repetition) =>
    shuffle(blocks).map((cells) => ({ cells, repetition, warmup: false })),
  );
  return [...warmups, ...measured].map((block) => ({ scenario, ...block, cells: shuffle(block.cells) }));
}

function counted(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

type Shuffle = <T>(items: readonly T[]) => T[];

/** A Fisher–Yates shuffle whose randomness is carried from call to call. */
function seededShuffle(seed: number): Shuffle {
  const generator = xoroshiro128plus(seed);
  return (items) => {
    const left = [...items];
    const taken: (typeof left)[number][] = [];
    while (left.length > 0) taken.push(...left.splice(uniformInt(generator, 0, left.length - 1), 1));
    return taken;
  };
}
/** What is measured in a trial, for messages; scenarios other than single by name. */
export function cellName({ scenario, environmentId, workloadId }: PlannedTrial): string {
  return scenario === 'single' ? `${environmentId} × ${workloadId}` : `${scenario}, ${environmentId}`;
}
