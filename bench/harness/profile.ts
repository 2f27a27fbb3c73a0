/** How much a run measures. Chosen so that `quick` ends within 3 minutes and `default` within 20 on a two-core host that emulates its guests. */
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
  /** Scenarios of a run in which the user names none. */
  readonly scenarios: readonly string[];
  readonly idleRepetitions: number;
  readonly coldRepetitions: number;
  readonly churnRepetitions: number;
  readonly elasticityRepetitions: number;
  /** Of density and of together. */
  readonly densityRepetitions: number;
}

const BESIDES = ['single', 'idle', 'cold', 'churn', 'elasticity'] as const;
const FEW = { idleRepetitions: 3, coldRepetitions: 6, churnRepetitions: 3, elasticityRepetitions: 1, densityRepetitions: 1 };
const MANY = { idleRepetitions: 6, coldRepetitions: 12, churnRepetitions: 6, elasticityRepetitions: 3, densityRepetitions: 3 };

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  quick: { repetitions: 3, warmupBlocks: 1, windowMs: 400, idleWindowMs: 1_000, scenarios: ['single'], ...FEW },
  default: { repetitions: 12, warmupBlocks: 1, windowMs: 800, idleWindowMs: 1_500, scenarios: BESIDES, ...FEW },
  thorough: {
    repetitions: 30,
    warmupBlocks: 2,
    windowMs: 2_000,
    idleWindowMs: 3_000,
    scenarios: [...BESIDES, 'density'],
    ...MANY,
  },
};
