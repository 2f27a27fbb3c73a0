/** How fast instances can be made and removed, one after the other. */

import { findInstant } from '../contract/phases.js';
import { NEGLIGIBLE_WORK } from '../contract/practical-margin.js';
import { DEFAULT_NOISE_THRESHOLD, type Metric } from './metric.js';

export const churnRate: Metric = {
  definition: {
    id: 'churn-rate',
    title: 'Create-delete cycles',
    unit: 'operation-per-second',
    direction: 'higher-is-better',
    scope: 'environment',
    subject: 'instance',
    source: 'marks spawn of the first instance, stopped of the last',
    definition:
      'Cycles of starting an instance, waiting until it is ready, stopping it and removing all it had, one after the other, ÷ the time from the ' +
      'first one’s start until the last one is gone. Includes what Twinbench itself does between two: folder, cgroup, spawn.',
    scenarios: ['churn'],
    practicalMargin: NEGLIGIBLE_WORK,
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  work: 'program',
  derive: ({ instances }) => {
    const startNs = findInstant(instances[0]?.marks ?? [], 'spawn');
    const endNs = findInstant(instances.at(-1)?.marks ?? [], 'stopped');
    if (startNs === undefined || endNs === undefined || endNs <= startNs) return undefined;
    return (instances.length * 1e9) / (endNs - startNs);
  },
};
