/** Metrics that are parts of others. */
import type { MetricDefinition } from './document.js';

/** Nothing but a part of another metric: shown in that one's figure, and missed by nobody where kinds of environments differ in their parts. */
export function isDetail({ partOf, standsAlone }: Pick<MetricDefinition, 'partOf' | 'standsAlone'>): boolean {
  return partOf !== undefined && standsAlone !== true;
}
