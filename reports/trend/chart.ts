/** One series of a trend → its chart. */
import type { TrendDocument, TrendRun, TrendSeries } from '../../bench/contract/trend.js';
import { positionAxis } from '../view-model/axis.js';
import type { Axis, TrendChart, TrendMarks } from '../view-model/chart.js';
import { formatIn, formatQuantity, formatRange, type Scale } from '../view-model/quantity.js';
import { findPosition, groupPoints, type MarkPlan, planMarks } from './marks.js';
import { findCommit, formatDay, formatRun, signedPercent } from './words.js';

const DATE_TICKS = 5;
/** Room at the right end, in marks, for where the next run is in line. */
const PREDICTION_SHARE = 0.04;
const SIGNIFICANT = 7;

export function trendChart(series: TrendSeries, document: TrendDocument, slot: number, scale: Scale): TrendChart {
  const plan = planMarks(series.points.run.length);
  const marks = placeMarks(series, document.runs, plan, scale);
  const end = marks.y.length - 0.5;
  const ahead = Math.max(1, marks.y.length * PREDICTION_SHARE);
  const prediction = placePrediction(series, scale, end, end + ahead);
  const levels = placeLevels(series, plan, scale);
  return {
    kind: 'trend',
    x: dateAxis(series, document.runs, plan, end + (prediction === null ? 0 : ahead)),
    y: positionAxis(scale.unit, extremes([marks.y, marks.low, marks.high], [...levels, ...(prediction ? [prediction] : [])])),
    slot,
    marks,
    levels,
    events: [...placeAccepted(series, document.runs, plan), ...placeChanges(series, plan)],
    prediction,
  };
}

type Part = { readonly value?: number; readonly low: number | null; readonly high: number | null };

/** The least and the largest of all. */
function extremes(columns: readonly (readonly (number | null)[])[], parts: readonly Part[]): number[] {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const column of [...columns, ...parts.map(({ value, low, high }) => [value ?? null, low, high])])
    for (const value of column) {
      if (value === null) continue;
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
  return least > largest ? [] : [least, largest];
}

interface MarkColumns extends TrendMarks {
  readonly y: number[];
  readonly low: (number | null)[];
  readonly high: (number | null)[];
  readonly text: string[];
  readonly outlined: number[];
}

function placeMarks(series: TrendSeries, runs: readonly TrendRun[], plan: MarkPlan, scale: Scale): TrendMarks {
  const marks: MarkColumns = { groups: plan.groups, y: [], low: [], high: [], text: [], outlined: [] };
  addGroups(marks, series, runs, plan, scale);
  addSingles(marks, series, runs, plan, scale);
  return marks;
}

function addSingles(marks: MarkColumns, { points }: TrendSeries, runs: readonly TrendRun[], plan: MarkPlan, scale: Scale): void {
  const contaminated = new Set(points.contaminated);
  for (let place = plan.singleFrom; place < points.median.length; place += 1) {
    const [run, value] = [runs[points.run[place] ?? -1], points.median[place] ?? 0];
    const [low, high] = [points.low[place] ?? null, points.high[place] ?? null];
    const remark = formatRemark(run, contaminated.has(place));
    if (remark !== '' && run?.accepted !== true) marks.outlined.push(marks.y.length);
    const range = low === null || high === null ? '' : ` [${formatRange(scale, low, high)}]`;
    addMark(marks, scale, [value, low, high], `${formatQuantity(scale, value)}${range} · ${formatRun(run)}${remark}`);
  }
}

function addMark(
  marks: MarkColumns,
  scale: Scale,
  [y, low, high]: readonly [number, number | null, number | null],
  text: string,
): void {
  const at = shown(scale, y, low, high);
  marks.y.push(at.y);
  marks.low.push(at.low);
  marks.high.push(at.high);
  marks.text.push(text);
}

function formatRemark(run: TrendRun | undefined, isContaminated: boolean): string {
  const words = [
    run?.verdict === 'regressed' || run?.verdict === 'failed' ? `gate: ${run.verdict}` : '',
    run?.accepted === true ? 'level accepted' : '',
    isContaminated ? 'contaminated' : '',
  ].filter((word) => word !== '');
  return words.length === 0 ? '' : ` · ${words.join(', ')}`;
}

function addGroups(marks: MarkColumns, { points }: TrendSeries, runs: readonly TrendRun[], plan: MarkPlan, scale: Scale): void {
  for (const { from, to, median, min, max } of groupPoints(points, plan)) {
    const [first, last] = [runs[points.run[from] ?? -1], runs[points.run[to - 1] ?? -1]];
    const span = `${formatDay(first?.startedAt ?? '')} to ${formatDay(last?.startedAt ?? '')}`;
    const text = `${to - from} runs, ${span}: median ${formatQuantity(scale, median)}, from ${formatIn(scale, min)} to ${formatIn(scale, max)}`;
    addMark(marks, scale, [median, min, max], text);
  }
}

interface Shown {
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
}

function shown(scale: Scale, y: number, low: number | null, high: number | null): Shown {
  return { y: inUnit(scale, y), low: low === null ? null : inUnit(scale, low), high: high === null ? null : inUnit(scale, high) };
}

/** More digits than a screen has pixels would only make the page larger. */
function inUnit(scale: Scale, value: number): number {
  return Number((value / scale.factor).toPrecision(SIGNIFICANT));
}

function placeLevels({ levels }: TrendSeries, plan: MarkPlan, scale: Scale): TrendChart['levels'] {
  return levels.map(({ from, to, median, interval }) => {
    const { y, low, high } = shown(scale, median, interval?.low ?? null, interval?.high ?? null);
    return { from: findPosition(from, plan) - 0.5, to: findPosition(to - 1, plan) + 0.5, value: y, low, high };
  });
}

function placeChanges({ changes }: TrendSeries, plan: MarkPlan): TrendChart['events'] {
  return changes.map(({ point, change, isRelative, revision, startedAt, status, tier }) => {
    const size = isRelative ? `${signedPercent(change)} ` : '';
    const where = revision === '' ? formatDay(startedAt) : findCommit(revision);
    return { x: findPosition(point, plan) - 0.5, label: `${size}${where}`, tone: status, isEarly: tier === 'early' };
  });
}

function placeAccepted({ points }: TrendSeries, runs: readonly TrendRun[], plan: MarkPlan): TrendChart['events'] {
  const accepted = acceptedIn(runs);
  if (accepted.size === 0) return [];
  return points.run.flatMap((run, place) =>
    accepted.has(run) ? [{ x: findPosition(place, plan), label: 'accepted', tone: 'accepted' as const, isEarly: false }] : [],
  );
}

/** Few of many runs, and every series asks. */
const ACCEPTED_IN = new WeakMap<readonly TrendRun[], ReadonlySet<number>>();

function acceptedIn(runs: readonly TrendRun[]): ReadonlySet<number> {
  const found = ACCEPTED_IN.get(runs) ?? new Set(runs.flatMap(({ accepted }, run) => (accepted === true ? [run] : [])));
  ACCEPTED_IN.set(runs, found);
  return found;
}

function placePrediction(
  { newest: { nextLimits } }: TrendSeries,
  scale: Scale,
  from: number,
  to: number,
): TrendChart['prediction'] {
  return nextLimits === undefined ? null : { from, to, low: inUnit(scale, nextLimits.low), high: inUnit(scale, nextLimits.high) };
}

/** Ticks at equal distances, so that a narrow chart can leave out every other one. */
function dateAxis({ points }: TrendSeries, runs: readonly TrendRun[], plan: MarkPlan, max: number): Axis {
  const count = points.run.length;
  const last = Math.floor(findPosition(count - 1, plan));
  const wanted = Math.min(DATE_TICKS, last + 1);
  const positions = Array.from({ length: wanted }, (_, index) => Math.round((index * last) / Math.max(1, wanted - 1)));
  const ticks = positions.map((value) => ({
    value,
    label: formatDay(runs[points.run[placeAt(value, plan)] ?? -1]?.startedAt ?? ''),
  }));
  return {
    scale: 'linear',
    min: -0.5,
    max,
    ticks,
    title: '',
  };
}

function placeAt(x: number, { groups, groupSize, singleFrom }: MarkPlan): number {
  return x >= groups ? singleFrom + x - groups : Math.max(0, singleFrom - (groups - x) * groupSize);
}
