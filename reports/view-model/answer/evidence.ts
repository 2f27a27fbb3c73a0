/** Where in the report the evidence of a metric stands. */
import type { MetricDefinition } from '../../../bench/contract/document.js';

/** Ids of the sections that show the groups which have one of their own; see sections.ts. */
const OWN_SECTIONS: readonly string[] = ['boot', 'memory', 'workloads', 'storage'];

export function findEvidence({ group }: MetricDefinition): string {
  if (group === undefined) return 'samples';
  return OWN_SECTIONS.includes(group) ? group : `metrics-${group}`;
}
