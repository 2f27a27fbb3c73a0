/** What must be equal for two medians of a history to be comparable: comparability.ts, as far as an entry tells. */
import type { HistoryEntry, HistorySeries } from '../contract/history.js';
import { type Work, workDifference, workIn } from './work.js';

export interface Conditions {
  /** Host, configuration of the environment, unit and direction. */
  readonly surroundings: string;
  readonly work: Work;
}

type Surroundings = Pick<HistoryEntry, 'host' | 'environments' | 'workloads'>;

export function conditionsIn({ host, environments, workloads }: Surroundings): (series: HistorySeries) => Conditions {
  const configurations = new Map(environments.map(({ id, configuration }) => [id, configuration]));
  const workFor = workIn(workloads);
  return (series) => ({
    surroundings: [host.fingerprint, configurations.get(series.environmentId) ?? '', series.unit, series.direction].join('\n'),
    work: workFor(series),
  });
}

export function areComparable(own: Conditions, other: Conditions): boolean {
  return own.surroundings === other.surroundings && workDifference(own.work, other.work) === undefined;
}
