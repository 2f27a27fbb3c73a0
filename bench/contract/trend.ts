/** What a history tells: the course of each metric, the levels that it held, where it changed, and whether the newest run is out of line. */
import * as z from 'zod';
import { interval, metricDefinition } from './document.js';
import { instanceKind } from './record.js';
import { gateStatus } from './verdict.js';

export const TREND_VERSION = 1;

const index = z.number().int().nonnegative();
const text = z.string();

const trendRun = z.looseObject({
  id: text,
  startedAt: text,
  /** Commit of what was measured. */
  revision: text,
  verdict: gateStatus.optional(),
  /** Its level was accepted as the one that later runs are held to. */
  accepted: z.boolean().optional(),
  acceptedReason: text.optional(),
});

/** Columns of equal length, one place for each run that has the metric, in the order of time. Values in the unit. */
const trendPoints = z.looseObject({
  /** Place in `runs` of the document. */
  run: z.array(index),
  median: z.array(z.number()),
  /** Of the median within its run; null where so few values allow no interval. */
  low: z.array(z.number().nullable()),
  high: z.array(z.number().nullable()),
  /** Places of runs whose blocks are contaminated, too many to be left out. */
  contaminated: z.array(index),
});

/** A stretch of points without a change of level. `to` is the first place after it. */
const trendLevel = z.looseObject({ from: index, to: index, median: z.number(), interval: interval.optional() });

const trendChange = z.looseObject({
  /** Place of the first point of the new level. */
  point: index,
  runId: text,
  startedAt: text,
  revision: text,
  before: z.number(),
  after: z.number(),
  /** After ÷ before − 1, or where `isRelative` is false after − before in the unit. */
  change: z.number(),
  interval: interval.optional(),
  isRelative: z.boolean(),
  status: z.enum(['better', 'worse', 'neutral']),
  /** `early`: three or four runs so far, for the reader only. */
  tier: z.enum(['confirmed', 'early']),
  pValue: z.number(),
});

const trendNewest = z.looseObject({
  /** `flagged`: out of line in one run; `reproduced`: in every one of several of the same revision. */
  status: z.enum(['in-line', 'flagged', 'reproduced', 'insufficient-history', 'not-positive']),
  direction: z.enum(['better', 'worse']).optional(),
  /** Newest ÷ past − 1. */
  change: z.number().optional(),
  /** Newest runs that were judged, all of one revision. */
  runs: index,
  pastRuns: index,
  /** Where the next run is in line, in the unit. */
  nextLimits: z.looseObject({ low: z.number(), high: z.number() }).optional(),
});

const trendCreep = z.looseObject({
  isCreeping: z.boolean(),
  /** For the worse, of the newest five runs: against the best level ever held, and the last accepted one. */
  sinceBest: z.number(),
  sinceAccepted: z.number().optional(),
  bestRunId: text,
  margin: z.number(),
  /** Relative, per run, positive for the worse, of the newest runs: for the reader only. */
  slopePerRun: z.number().optional(),
  trendPValue: z.number(),
});

/** What a reader must look at. */
const trendAlarm = z.looseObject({
  /** `unconfirmed`: a single run, or a few, which chance may explain. */
  kind: z.enum(['worse', 'better', 'neutral', 'unconfirmed']),
  /** The level changed, or changed and went back; the newest few runs stand apart; the newest is out of line; many small steps. */
  reason: z.enum(['level', 'level-and-back', 'early', 'newest', 'creep']),
  direction: z.enum(['better', 'worse', 'neutral']),
  /** As a change of level has it. */
  change: z.number().optional(),
  interval: interval.optional(),
  isRelative: z.boolean(),
  /** Of the first run that is affected; of creep the best one. */
  startedAt: text,
  revision: text,
});

const trendSeries = z.looseObject({
  /** As patterns of a policy match it. */
  id: text,
  metricId: text,
  environmentId: text,
  workloadId: text.optional(),
  kind: instanceKind.optional(),
  accelerator: z.enum(['kvm', 'tcg']).optional(),
  title: text,
  unit: metricDefinition.shape.unit,
  direction: metricDefinition.shape.direction,
  primary: z.boolean(),
  points: trendPoints,
  /** Runs that have the metric under other conditions (host, environment, workload) than the newest. */
  otherConditions: index,
  /** Place from which on changes were looked for. */
  analyzedFrom: index,
  levels: z.array(trendLevel),
  changes: z.array(trendChange),
  newest: trendNewest,
  /** Absent below ten runs, and where neither direction is better. */
  creep: trendCreep.optional(),
  /** Without what was accepted since. */
  alarms: z.array(trendAlarm),
});

export const trendDocument = z.looseObject({
  schemaVersion: z.literal(TREND_VERSION),
  generator: z.looseObject({ name: text, version: text }),
  seed: z.number().int(),
  /** The statistics in words. */
  method: text,
  runs: z.array(trendRun),
  series: z.array(trendSeries),
  /** Files that could not be read and were left out on request. */
  skipped: z.array(z.looseObject({ fileName: text, because: text })),
});

export type TrendRun = z.infer<typeof trendRun>;
export type TrendPoints = z.infer<typeof trendPoints>;
export type TrendLevel = z.infer<typeof trendLevel>;
export type TrendChange = z.infer<typeof trendChange>;
export type TrendAlarm = z.infer<typeof trendAlarm>;
export type TrendNewest = z.infer<typeof trendNewest>;
export type TrendSeries = z.infer<typeof trendSeries>;
export type TrendDocument = z.infer<typeof trendDocument>;
