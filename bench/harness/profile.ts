/** How much a run measures. Chosen so that `quick` ends within 3 minutes and `default` within 12 on a two-core host that emulates its guests. */
import type { ProfileName } from '../contract/record.js';

export interface Profile {
  /** Measured trials of each environment × workload. */
  readonly repetitions: number;
  /** Blocks run first, over the first workload, and kept out of every figure. */
  readonly warmupBlocks: number;
  /** Length of the timed window inside the instance. */
  readonly windowMs: number;
  /** Window of the workload `idle`, at whose end memory has settled. */
  readonly idleWindowMs: number;
}

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  quick: { repetitions: 3, warmupBlocks: 1, windowMs: 400, idleWindowMs: 1_000 },
  default: { repetitions: 10, warmupBlocks: 1, windowMs: 800, idleWindowMs: 1_500 },
  thorough: { repetitions: 30, warmupBlocks: 2, windowMs: 2_000, idleWindowMs: 3_000 },
};
