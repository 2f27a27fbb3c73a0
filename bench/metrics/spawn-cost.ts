/** What Node spends to spawn the launcher: stated beside boot time and charged to nobody. */
import { DEFAULT_NOISE_THRESHOLD, type Metric, secondsBetween } from './metric.js';

export const spawnCost: Metric = {
  definition: {
    id: 'spawn-cost',
    title: 'Spawn cost of the harness',
    unit: 'second',
    direction: 'neutral',
    scope: 'environment',
    subject: 'host',
    source: 'marks spawn, launcher-start',
    definition:
      'From the moment before Node spawns the launcher to the first instruction of the launcher. Not part of boot time.',
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  work: 'none',
  derive: (trial) => secondsBetween(trial, 'spawn', 'launcher-start'),
};
