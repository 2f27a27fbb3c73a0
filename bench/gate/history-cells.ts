/** A history as the baseline of a gate: what the newest runs are held against. */

import { areComparable, type Conditions, isReference, makeConditions } from '../comparison/conditions.js';
import { type Cell, formatCellId, type RunFigures } from '../comparison/figures.js';
import { MAX_RUNS, MIN_RUNS } from '../comparison/newest.js';
import { findWorkDifference } from '../comparison/work.js';
import type { MetricDefinition } from '../contract/document.js';
import type { HistoryEntry, HistorySeries } from '../contract/history.js';
import { findWhole } from '../contract/upgrade.js';
import { formatSentence, type Obstacle } from './comparability.js';

interface HistoryCell extends Cell {
  /** Where the history has runs of it, and none under the candidate's conditions. */
  readonly obstacle?: Obstacle;
}

interface Filed {
  readonly entry: HistoryEntry;
  readonly series: HistorySeries;
  readonly conditions: Conditions;
}

/**
 * Past runs from the last accepted one on, those of the candidate and those that a gate refused left out: of each metric the newest that are
 * comparable, as many as a prediction looks at. What the last past run had and the candidate has not is among the cells, too.
 */
export function collectHistoryCells(history: readonly HistoryEntry[], candidate: readonly HistoryEntry[]): HistoryCell[] {
  const own = new Set(candidate.map(({ runId }) => runId));
  const past = selectSinceAccepted(sortByTime(history).filter((entry) => !own.has(entry.runId) && isReference(entry.flags)));
  const [now, last] = [fileSeries(candidate), fileSeries(past.slice(-1))];
  const before = new Collected(new Map([...now].map(([id, [first]]) => [id, first?.conditions])));
  for (const entry of past.toReversed()) {
    if (before.isFull()) break;
    before.add(entry);
  }
  return [...new Set([...now.keys(), ...last.keys()])].flatMap((id) => {
    const newer = now.get(id) ?? [];
    const comparable = newer.length === 0 ? (last.get(id) ?? []) : before.comparable(id);
    const subject = (newer[0] ?? comparable[0])?.series;
    if (subject === undefined) return [];
    const decides = subject.primary === true || standsForWhole(subject, before);
    return [makeCell(id, { ...subject, primary: decides }, comparable, newer, before.incomparable(id))];
  });
}

/** Older runs called it primary, and of the metric that it is a part of by now there are too few for a verdict: nothing would decide meanwhile. */
function standsForWhole({ partOf, metricId, environmentId, workloadId }: HistorySeries, before: Collected): boolean {
  if (partOf === undefined || before.comparable(formatCellId(partOf, environmentId, workloadId)).length >= MIN_RUNS) return false;
  return before.comparable(formatCellId(metricId, environmentId, workloadId)).some(({ series }) => series.primary === true);
}

/** By time, and by run id within the same instant; of a run that occurs twice the later entry counts. */
export function sortByTime(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const byRun = new Map(entries.map((entry) => [entry.runId, entry]));
  const before = (a: HistoryEntry, b: HistoryEntry) =>
    a.startedAt === b.startedAt ? a.runId < b.runId : a.startedAt < b.startedAt;
  return [...byRun.values()].sort((a, b) => (before(a, b) ? -1 : 1));
}

/** Filed from the newest run backwards, until every metric has as many as are looked at. */
class Collected {
  private readonly files = new Map<string, Filed[]>();
  private readonly others = new Map<string, Filed>();

  private readonly wanted: ReadonlyMap<string, Conditions | undefined>;

  /** @param wanted metric → the conditions that are comparable */
  constructor(wanted: ReadonlyMap<string, Conditions | undefined>) {
    this.wanted = wanted;
  }

  isFull(): boolean {
    return [...this.wanted.keys()].every((id) => (this.files.get(id)?.length ?? 0) >= MAX_RUNS);
  }

  add(entry: HistoryEntry): void {
    for (const [id, [filed]] of fileSeries([entry])) {
      if (filed === undefined) continue;
      const known = this.files.get(id) ?? [];
      const wanted = this.wanted.get(id);
      if (wanted === undefined || !areComparable(wanted, filed.conditions)) {
        if (!this.others.has(id)) this.others.set(id, filed);
      } else if (known.length < MAX_RUNS) this.files.set(id, [...known, filed]);
    }
  }

  /** Newest last. */
  comparable(id: string): readonly Filed[] {
    return (this.files.get(id) ?? []).toReversed();
  }

  /** The newest one of other conditions. */
  incomparable(id: string): Filed | undefined {
    return this.others.get(id);
  }
}

/** The accepted run included; all when none is. */
function selectSinceAccepted(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return entries.slice(
    Math.max(
      0,
      entries.findLastIndex(({ flags }) => flags.accepted === true),
    ),
  );
}

function fileSeries(entries: readonly HistoryEntry[]): Map<string, Filed[]> {
  const files = new Map<string, Filed[]>();
  for (const entry of entries) {
    const conditionsOf = makeConditions(entry);
    for (const series of entry.series) {
      const id = formatCellId(series.metricId, series.environmentId, series.workloadId);
      const filed = { entry, series, conditions: conditionsOf(series) };
      const known = files.get(id);
      if (known) known.push(filed);
      else files.set(id, [filed]);
    }
  }
  return files;
}

function makeCell(
  id: string,
  series: HistorySeries,
  comparable: readonly Filed[],
  newer: readonly Filed[],
  other: Filed | undefined,
): HistoryCell {
  const isOther = newer.length > 0 && comparable.length === 0 && other !== undefined;
  const { metricId, environmentId, workloadId } = series;
  return {
    id,
    metricId,
    environmentId,
    ...(workloadId !== undefined && { workloadId }),
    pair: { id: environmentId, baseline: environmentId, candidate: environmentId },
    definition: makeDefinition(series),
    definitions: [],
    baseline: comparable.map(makeFigures),
    candidate: newer.map(makeFigures),
    ...(isOther && { obstacle: findObstacle(other, newer) }),
  };
}

function findObstacle(last: Filed, [first]: readonly Filed[]): Obstacle {
  const [own, other] = [last.series.unit, first?.series.unit];
  if (own !== other) return { code: 'unit-differs', because: `The unit changed: ${own}, then ${other}.` };
  if (last.entry.host.fingerprint !== first?.entry.host.fingerprint)
    return {
      code: 'host-differs',
      because: `The history is of other hosts, such as ${last.entry.host.cpu}, kernel ${last.entry.host.kernel}.`,
    };
  const work = findWorkDifference(last.conditions.work, first.conditions.work);
  if (work !== undefined) return { code: 'workload-differs', because: formatSentence(work) };
  return {
    code: 'environment-differs',
    because: 'The configuration of the environment differs from that in the history.',
  };
}

function makeFigures({ entry, series }: Filed, place: number): RunFigures {
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
function makeDefinition(series: HistorySeries): MetricDefinition {
  const { metricId, title, unit, direction, primary, noiseThreshold, standsAlone } = series;
  const partOf = findWhole(series);
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
    ...(partOf !== undefined && { partOf }),
    ...(standsAlone !== undefined && { standsAlone }),
    noiseThreshold: noiseThreshold ?? 0.01,
  };
}
