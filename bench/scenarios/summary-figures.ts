/** Readings of finished trials that the summaries of several scenarios share. */
import type { Trial } from '../contract/document.js';
import { findInstant } from '../contract/phases.js';
import type { InstanceRecord } from '../contract/record.js';

/** Of the trials that have the metric. */
export function listValues(trials: readonly Trial[], metricId: string): number[] {
  return trials.flatMap(({ measurements }) => measurements.filter((one) => one.metricId === metricId).map(({ value }) => value));
}

/** Between two marks of each instance that has both. */
export function listSeconds(trials: readonly Trial[], from: string, to: string): number[] {
  return trials.flatMap(({ instances }) => instances.flatMap((instance) => secondsBetween(instance, from, to) ?? []));
}

function secondsBetween({ marks }: InstanceRecord, from: string, to: string): number | undefined {
  const [startNs, endNs] = [findInstant(marks, from), findInstant(marks, to)];
  return startNs === undefined || endNs === undefined ? undefined : (endNs - startNs) / 1e9;
}
