/** A collected history → what it tells. Pure: the same runs and seed give the same document. */

import { isReference } from '../comparison/conditions.js';
import { formatCellId } from '../comparison/figures.js';
import { TARGET_EFFECT } from '../comparison/margins.js';
import { MAX_RUNS, MIN_RUNS } from '../comparison/newest.js';
import {
  TREND_VERSION,
  type TrendDocument,
  type TrendLevel,
  type TrendNewest,
  type TrendRun,
  type TrendSeries,
} from '../contract/trend.js';
import { median } from '../stats/describe.js';
import { medianInterval } from '../stats/median-interval.js';
import { findAlarms } from './alarms.js';
import { detectChanges, type HistoryPoint, type LevelChange } from './changes.js';
import type { Collected, CollectedTrack } from './collect.js';
import { type Creep, findCreep } from './creep.js';
import { judgeNewest } from './judge-newest.js';

interface TrendOptions {
  /** Changes are looked for in so many of the newest runs of each series. */
  readonly last: number;
  readonly seed: number;
  readonly generator: TrendDocument['generator'];
  readonly skipped?: TrendDocument['skipped'];
}

/** Runs of one revision that are judged together. */
const MAX_NEWEST = 5;
const LEVEL = 0.95;

const METHOD =
  'Levels: binary segmentation by the maximally selected rank statistic with a permutation test (α = 0.01 for each stretch, five runs or more on ' +
  'each side, 3 % or more); early warnings: three or four newest runs apart, α = 0.05. Newest run: Student’s t prediction limits (one-sided 5 %, ' +
  '3 % or more) of up to 20 earlier runs, winsorised, without those that a gate refused. Creep: median of the newest five runs against the best such ' +
  'median ever, and the accepted one. Runs of another host, configuration or version of the workload than the newest are left out.';

export function analyzeTrend({ runs, tracks }: Collected, { last, seed, generator, skipped = [] }: TrendOptions): TrendDocument {
  const series = tracks.map((track) => analyzeSeries(track, runs, { last, seed, primary: decides(track, tracks) }));
  return { schemaVersion: TREND_VERSION, generator, seed, method: METHOD, runs: [...runs], series, skipped: [...skipped] };
}

function analyzeSeries(
  track: CollectedTrack,
  runs: readonly TrendRun[],
  { last, seed, primary }: Pick<TrendOptions, 'last' | 'seed'> & Pick<TrendSeries, 'primary'>,
): TrendSeries {
  const { id, series, environment, points, otherConditions } = track;
  const { metricId, environmentId, workloadId, title, unit, direction } = series;
  const analyzedFrom = Math.max(0, points.run.length - last);
  const recent = points.run
    .slice(analyzedFrom)
    .map((run, place) => makePoint(runs[run], points.median[analyzedFrom + place] ?? 0));
  const changes = detectChanges(recent, { direction, seed }).map((change) => describeChange(change, analyzedFrom));
  const creep = findCreep(recent, { direction, target: TARGET_EFFECT });
  const judged = {
    points,
    levels: describeLevels(points.median, analyzedFrom, changes),
    changes,
    newest: judgeNewestRun(track, runs),
    ...(creep && { creep: describeCreep(creep) }),
  };
  return {
    ...{ id, metricId, environmentId },
    ...(workloadId !== undefined && { workloadId }),
    ...(environment && { kind: environment.kind }),
    ...(environment?.accelerator && { accelerator: environment.accelerator }),
    ...{ title: title ?? metricId, unit, direction, primary },
    ...{ ...judged, otherConditions, analyzedFrom },
    alarms: findAlarms(judged, runs),
  };
}

/** A part that older runs called primary decides on, until of its whole there are runs enough for a verdict. */
function decides({ series, wasPrimary }: CollectedTrack, tracks: readonly CollectedTrack[]): boolean {
  const { primary, partOf, environmentId, workloadId } = series;
  if (primary === true || partOf === undefined || !wasPrimary) return primary === true;
  const whole = tracks.find(({ id }) => id === formatCellId(partOf, environmentId, workloadId));
  return (whole?.points.run.length ?? 0) <= MIN_RUNS;
}

function makePoint(run: TrendRun | undefined, value: number): HistoryPoint {
  const { id = '', startedAt = '', revision = '', accepted = false } = run ?? {};
  return { runId: id, startedAt, revision, median: value, isAccepted: accepted };
}

function describeChange({ index, interval, ...change }: LevelChange, offset: number): TrendSeries['changes'][number] {
  return { point: offset + index, ...change, ...(interval && { interval: { ...interval } }) };
}

function describeLevels(medians: readonly number[], from: number, changes: TrendSeries['changes']): TrendLevel[] {
  const starts = [from, ...changes.map(({ point }) => point)];
  return starts.flatMap((start, place) => {
    const to = starts[place + 1] ?? medians.length;
    const values = medians.slice(start, to).sort((a, b) => a - b);
    if (values.length === 0) return [];
    const interval = medianInterval(values, LEVEL);
    return [{ from: start, to, median: median(values), ...(interval && { interval: { ...interval } }) }];
  });
}

/** The newest runs of one revision against those before, from the last accepted one on. */
function judgeNewestRun({ series, points }: CollectedTrack, runs: readonly TrendRun[]): TrendNewest {
  const ofRun = (place: number) => runs[points.run[place] ?? -1];
  const count = points.run.length;
  const revision = ofRun(count - 1)?.revision ?? '';
  let start = count - 1;
  while (revision !== '' && start > 0 && count - start < MAX_NEWEST && ofRun(start - 1)?.revision === revision) start -= 1;
  const medianAt = (place: number) => points.median[place] ?? 0;
  const past = listReferences(start, start, ofRun).map(medianAt);
  const newest = points.median.slice(start);
  const { status, direction, change, pastRuns } = judgeNewest(past, newest, series.direction);
  const next = listReferences(count, start, ofRun).map(medianAt);
  const { limits } = judgeNewest(next, newest.slice(-1), series.direction);
  return {
    ...{ status, runs: newest.length, pastRuns },
    ...(direction && { direction }),
    ...(change !== undefined && { change }),
    ...(limits && { nextLimits: limits }),
  };
}

/** Places of the newest runs before `end` that later ones are held against; none older than the last that was accepted before `start`. */
function listReferences(end: number, start: number, ofRun: (place: number) => TrendRun | undefined): number[] {
  const places: number[] = [];
  for (let place = end - 1; place >= 0 && places.length < MAX_RUNS; place -= 1) {
    if (isReference(ofRun(place) ?? {})) places.unshift(place);
    if (place < start && ofRun(place)?.accepted === true) break;
  }
  return places;
}

function describeCreep({ isCreeping, best, accepted, margin, slope, trend }: Creep): NonNullable<TrendSeries['creep']> {
  return {
    ...{ isCreeping, sinceBest: best.increase, bestRunId: best.runId, margin },
    ...(accepted && { sinceAccepted: accepted.increase }),
    ...(slope && { slopePerRun: slope.slope }),
    trendPValue: trend.twoSided,
  };
}
