/** How much a run measures. Chosen so that `quick` ends within 3 minutes and `default` within 20 on a two-core host that emulates its guests. */
import type { ProfileName } from '../contract/record.js';
import { SCENARIOS } from '../scenarios/index.js';

export interface Profile {
  readonly name: ProfileName;
  /** Measured trials of each environment × workload in `single`; the other scenarios state their own. */
  readonly repetitions: number;
  /** Blocks run first, over the first workload, and kept out of every figure. */
  readonly warmupBlocks: number;
  /** Length of the timed window inside the instance. */
  readonly windowMs: number;
  /** Window of the workload `idle`, at whose end memory has settled. */
  readonly idleWindowMs: number;
  /** Scenarios of a run in which the user names none. */
  readonly scenarios: readonly string[];
}

function makeProfile(name: ProfileName, sizes: Omit<Profile, 'name' | 'scenarios'>): Profile {
  const scenarios = SCENARIOS.filter(({ profiles }) => profiles?.includes(name)).map(({ id }) => id);
  return { name, scenarios, ...sizes };
}

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  quick: makeProfile('quick', { repetitions: 3, warmupBlocks: 1, windowMs: 400, idleWindowMs: 1_000 }),
  default: makeProfile('default', { repetitions: 12, warmupBlocks: 1, windowMs: 800, idleWindowMs: 1_500 }),
  thorough: makeProfile('thorough', { repetitions: 30, warmupBlocks: 2, windowMs: 2_000, idleWindowMs: 3_000 }),
};
