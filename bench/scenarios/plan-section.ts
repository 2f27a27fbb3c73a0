/** What a scenario adds to the plan of a run: from what the user chose to blocks of trials. Pure. */
import type { ProfileName, TrialParameters } from '../contract/record.js';

/** One trial of every repetition of its block. */
export interface Cell {
  readonly environmentId: string;
  readonly workloadId: string;
  readonly parameters?: TrialParameters;
}

/** Trials of one scenario. Sections run one after the other; within each, blocks are interleaved. */
export interface PlanSection {
  readonly scenario: string;
  /** Each is run once in every repetition, its cells in random order: what is to be compared stands in one block. */
  readonly blocks: readonly (readonly Cell[])[];
  readonly repetitions: number;
  /** Repetitions of the first block alone that come first and count in no figure. */
  readonly warmupBlocks: number;
}

export interface SectionRequest {
  readonly environmentIds: readonly string[];
  readonly workloadIds: readonly string[];
  readonly profile: { readonly name: ProfileName; readonly warmupBlocks: number };
  /** Of `single`, where precision decides instead of the profile. */
  readonly repetitions: number;
  readonly densityInstances: number | 'auto';
  /** Of each instance of density and together. */
  readonly densityMemoryBytes: number;
  readonly peakBytes: number;
  /** Where they are not to have their usual length. */
  readonly waits?: Waits;
}

/** How long the scenarios wait for what they look at. */
export interface Waits {
  readonly idleWindowMs?: number;
  readonly churnBoxMs?: number;
  /** From an instance's start to its peak of memory. */
  readonly peakRestMs?: number;
  /** From the end of the peak to the host's last look. */
  readonly peakWatchMs?: number;
  /** From the start of an instance to the first look at the host's memory. */
  readonly densitySettleMs?: number;
  /** In which calibration sees what watching costs. */
  readonly ownCostWindowMs?: number;
  /** Without work, in which calibration compares an environment with itself. */
  readonly selfIdleWindowMs?: number;
}

/** Of instances that stay until they are stopped. */
export const OUTLASTS_MS = 24 * 3600 * 1000;

/** One block for each workload, holding every environment once. */
export function crossed(
  environmentIds: readonly string[],
  workloadIds: readonly string[],
  parameters?: TrialParameters,
): readonly (readonly Cell[])[] {
  return workloadIds.map((workloadId) =>
    environmentIds.map((environmentId) => ({ environmentId, workloadId, ...(parameters && { parameters }) })),
  );
}

/** Every environment once in each repetition, doing nothing. `repetitions` by profile. */
export function idleSection(
  { environmentIds, profile }: SectionRequest,
  scenario: string,
  repetitions: Readonly<Record<ProfileName, number>>,
  parameters?: TrialParameters,
): PlanSection {
  const blocks = crossed(environmentIds, ['idle'], parameters);
  return { scenario, blocks, repetitions: repetitions[profile.name], warmupBlocks: 0 };
}
