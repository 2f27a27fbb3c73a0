/** What a stopped harness makes of a trial: nothing that is to be measured. */
import os from 'node:os';
import type { TrialRecord } from '../contract/record.js';
import { type Gap, Heartbeat } from './heartbeat.js';
import { voidTrial } from './voided.js';

/**
 * A gap of this length or more voids what was timed meanwhile. What a timer is late by on a crowded host stays below it, as do blocks of our own
 * (garbage, memory maps of many instances): docs/method.md has the figures.
 */
export const VOIDING_GAP_SECONDS = 0.25;

/** Runs the trial beside a heartbeat. What came of it is void when the heartbeat failed while something was timed. Undefined and errors pass through. */
export async function runBesideHeartbeat(
  run: () => Promise<TrialRecord | undefined>,
  voidingSeconds = VOIDING_GAP_SECONDS,
): Promise<TrialRecord | undefined> {
  const heartbeat = new Heartbeat();
  try {
    const record = await run();
    return record && judgeGaps(record, heartbeat.end(), { voidingSeconds });
  } finally {
    heartbeat.end();
  }
}

interface Limits {
  readonly voidingSeconds?: number;
  /** Of the host. */
  readonly cpus?: number;
}

/** Adds the longest gap to the record's noise, and judges it. */
export function judgeGaps(
  record: TrialRecord,
  gaps: readonly Gap[],
  { voidingSeconds = VOIDING_GAP_SECONDS, cpus = os.availableParallelism() }: Limits = {},
): TrialRecord {
  const gapNs = findLongestGap(findTimedPart(record), gaps);
  if (gapNs === 0) return record;
  const known = { ...record, noise: { ...record.noise, harnessGapNs: gapNs } };
  if (gapNs < voidingSeconds * 1e9 * Math.max(1, Math.ceil(countMostAlive(record) / cpus))) return known;
  const message =
    `Twinbench itself was stopped or got no CPU for ${(gapNs / 1e9).toFixed(1)} s during the trial, so its timestamps and readings came late: ` +
    'its figures are void';
  return voidTrial(known, 'harness-stalled', message);
}

/** From the first mark of any instance to the last one: outside of it nothing is stamped or read that a figure is derived from. */
function findTimedPart({ originNs, instances }: TrialRecord): Gap | undefined {
  const instants = instances.flatMap(({ marks }) => marks.map(({ tNs }) => tNs));
  if (instants.length === 0) return undefined;
  const at = (tNs: number): bigint => BigInt(originNs) + BigInt(tNs);
  return { fromNs: at(Math.min(...instants)), toNs: at(Math.max(...instants)) };
}

/**
 * Most instances of the trial that were alive at once. Where they are more than the CPUs, they take turns with Twinbench, and to start them all takes it
 * a while: as with deadlines, everything may take longer by as much.
 */
function countMostAlive({ instances }: TrialRecord): number {
  const lives = instances.map(({ marks }) => marks.map(({ tNs }) => tNs)).filter((instants) => instants.length > 0);
  const changes = lives.flatMap((instants) => [
    { tNs: Math.min(...instants), change: 1 },
    { tNs: Math.max(...instants), change: -1 },
  ]);
  let [alive, peak] = [0, 0];
  for (const { change } of changes.sort((left, right) => left.tNs - right.tNs || left.change - right.change)) {
    alive += change;
    peak = Math.max(peak, alive);
  }
  return peak;
}

/** Nanoseconds. */
function findLongestGap(part: Gap | undefined, gaps: readonly Gap[]): number {
  if (part === undefined) return 0;
  const lengths = gaps.map(({ fromNs, toNs }) => Number(least(toNs, part.toNs) - most(fromNs, part.fromNs)));
  return Math.max(0, ...lengths);
}

function least(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function most(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
