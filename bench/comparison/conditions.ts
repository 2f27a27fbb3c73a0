/** What must be equal for two medians of a history to be comparable: as the gate asks it of documents, as far as an entry tells. */
import type { HistoryEntry, HistorySeries } from '../contract/history.js';
import { findWorkDifference, indexWork, type Work } from './work.js';

export interface Conditions {
  /** Host, configuration of the environment, unit and direction. */
  readonly surroundings: string;
  readonly work: Work;
}

type Surroundings = Pick<HistoryEntry, 'host' | 'environments' | 'workloads'>;

export function makeConditions({ host, environments, workloads }: Surroundings): (series: HistorySeries) => Conditions {
  const configurations = new Map(environments.map(({ id, configuration }) => [id, configuration]));
  const workFor = indexWork(workloads);
  return (series) => ({
    surroundings: [host.fingerprint, configurations.get(series.environmentId) ?? '', series.unit, series.direction].join('\n'),
    work: workFor(series),
  });
}

export function areComparable(own: Conditions, other: Conditions): boolean {
  return own.surroundings === other.surroundings && findWorkDifference(own.work, other.work) === undefined;
}

/** A run that a gate refused is no reference, unless somebody accepted its level since. */
export function isReference({ accepted, verdict }: Pick<HistoryEntry['flags'], 'accepted' | 'verdict'>): boolean {
  return accepted === true || (verdict !== 'regressed' && verdict !== 'failed');
}
