/** A history as the baseline of a gate: what the newest runs are held against. */
import type { MetricDefinition } from '../../contract/document.js';
import type { HistoryEntry, HistorySeries } from '../../contract/history.js';
import type { Obstacle } from './comparability.js';
import { type Cell, idOf, type RunFigures } from './figures.js';
import { conditionsIn, inOrder, isReference } from './history-points.js';

export interface HistoryCell extends Cell {
  /** Where the history has runs of it, and none under the candidate's conditions. */
  readonly obstacle?: Obstacle;
}

interface Filed {
  readonly entry: HistoryEntry;
  readonly series: HistorySeries;
  readonly conditions: string;
}

/** Past runs from the last accepted one on, those of the candidate and those that a gate refused left out. */
export function historyCells(history: readonly HistoryEntry[], candidate: readonly HistoryEntry[]): HistoryCell[] {
  const own = new Set(candidate.map(({ runId }) => runId));
  const past = sinceAccepted(inOrder(history).filter((entry) => !own.has(entry.runId) && isReference(entry)));
  const [before, now] = [file(past), file(candidate)];
  const ids = [...new Set([...now.keys(), ...file(past.slice(-1)).keys()])];
  return ids.flatMap((id) => {
    const [older, newer] = [before.get(id) ?? [], now.get(id) ?? []];
    const subject = (newer[0] ?? older.at(-1))?.series;
    return subject ? [cellOf(id, subject, older, newer)] : [];
  });
}

/** The accepted run included; all when none is. */
function sinceAccepted(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return entries.slice(
    Math.max(
      0,
      entries.findLastIndex(({ flags }) => flags.accepted === true),
    ),
  );
}

function file(entries: readonly HistoryEntry[]): Map<string, Filed[]> {
  const files = new Map<string, Filed[]>();
  for (const entry of entries) {
    const conditionsOf = conditionsIn(entry);
    for (const series of entry.series) {
      const id = idOf(series.metricId, series.environmentId, series.workloadId);
      const filed = { entry, series, conditions: conditionsOf(series) };
      const known = files.get(id);
      if (known) known.push(filed);
      else files.set(id, [filed]);
    }
  }
  return files;
}

function cellOf(id: string, series: HistorySeries, older: readonly Filed[], newer: readonly Filed[]): HistoryCell {
  const conditions = newer[0]?.conditions;
  const comparable = conditions === undefined ? older : older.filter((filed) => filed.conditions === conditions);
  const [last] = older.slice(-1);
  const isOther = newer.length > 0 && comparable.length === 0 && last !== undefined;
  const { metricId, environmentId, workloadId } = series;
  return {
    id,
    metricId,
    environmentId,
    ...(workloadId !== undefined && { workloadId }),
    arm: { id: environmentId, baseline: environmentId, candidate: environmentId },
    definition: definitionOf(series),
    definitions: [],
    baseline: comparable.map(figuresOf),
    candidate: newer.map(figuresOf),
    ...(isOther && { obstacle: obstacleOf(last, newer) }),
  };
}

function obstacleOf(last: Filed, [first]: readonly Filed[]): Obstacle {
  const [own, other] = [last.series.unit, first?.series.unit];
  if (own !== other) return { code: 'unit-differs', because: `The unit changed: ${own}, then ${other}.` };
  if (last.entry.host.fingerprint !== first?.entry.host.fingerprint)
    return {
      code: 'host-differs',
      because: `The history is of other hosts, such as ${last.entry.host.cpu}, kernel ${last.entry.host.kernel}.`,
    };
  return { code: 'environment-differs', because: 'The history is of other environments or workloads than the candidate.' };
}

function figuresOf({ entry, series }: Filed, place: number): RunFigures {
  return {
    runId: entry.runId,
    n: series.n,
    median: series.median,
    observations: [],
    isContaminated: series.contaminated === true,
    place,
  };
}

/** What an entry tells of a metric's definition. */
function definitionOf({ metricId, title, unit, direction, primary, noiseThreshold }: HistorySeries): MetricDefinition {
  return {
    id: metricId,
    title: title ?? metricId,
    unit,
    direction,
    scope: 'environment',
    subject: 'instance',
    source: 'history',
    definition: '',
    primary: primary === true,
    noiseThreshold: noiseThreshold ?? 0.01,
  };
}
