/**
 * The derived layer: `results.json`. It embeds every definition it uses, so a reader needs nothing but this file.
 * Base units only; a failed trial has no numbers; a missing measurement is absent, never 0.
 */
import * as z from 'zod';
import { environment, generator, host, profileName, SCHEMA_VERSION, trialRecord, warning, workload } from './record.js';

export const unit = z.enum(['second', 'byte', 'operation-per-second', 'second-per-operation', 'ratio', 'count']);

export const metricDefinition = z.looseObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$/),
  title: z.string(),
  unit,
  direction: z.enum(['lower-is-better', 'higher-is-better', 'neutral']),
  /** `environment` pools the trials of all workloads; `workload` keeps them apart. */
  scope: z.enum(['environment', 'workload']),
  /** Id of the metric that this one is a part of; the parts present sum to it. */
  partOf: z.string().optional(),
  subject: z.enum(['instance', 'guest', 'vmm', 'host']),
  /** File, field or marks that it is derived from. */
  source: z.string(),
  definition: z.string(),
  /** Relative change below which nothing is claimed. */
  noiseThreshold: z.number().nonnegative(),
});

export const measurement = z.looseObject({ metricId: z.string(), value: z.number() });

/** A trial of the document: the raw record and what was measured in it. */
export const trial = trialRecord.extend({ measurements: z.array(measurement) });

export const interval = z.looseObject({ level: z.number(), low: z.number(), high: z.number() });

export const summary = z.looseObject({
  n: z.number().int().positive(),
  median: z.number(),
  /** Order-statistic interval of the median; absent below n = 6, where 95 % cannot be reached. */
  interval: interval.optional(),
  mean: z.number(),
  /** Absent for n = 1. */
  standardDeviation: z.number().optional(),
  /** Median absolute deviation, unscaled. */
  mad: z.number(),
  min: z.number(),
  max: z.number(),
});

export const series = z.looseObject({
  environmentId: z.string(),
  workloadId: z.string().optional(),
  metricId: z.string(),
  /** One per completed trial that is not a warm-up, in the order in which they ran. */
  points: z.array(z.looseObject({ trialId: z.string(), block: z.number().int(), value: z.number() })),
  summary,
});

export const caveat = z.enum(['emulated', 'different-kernel', 'few-samples', 'rootless', 'contaminated']);

export const comparison = z.looseObject({
  question: z.enum(['side-by-side', 'regression']),
  metricId: z.string(),
  workloadId: z.string().optional(),
  baseline: z.looseObject({ runId: z.string(), environmentId: z.string() }),
  candidate: z.looseObject({ runId: z.string(), environmentId: z.string() }),
  /** Candidate ÷ baseline; low and high absent where n allows no interval. Absent altogether when a side has no values or a zero. */
  ratio: z
    .looseObject({ estimate: z.number(), low: z.number().optional(), high: z.number().optional(), level: z.number().optional() })
    .optional(),
  /** Blocks in which both sides have a value. */
  n: z.number().int().nonnegative(),
  method: z.string(),
  verdict: z.looseObject({
    status: z.enum(['better', 'worse', 'equivalent', 'inconclusive', 'not-comparable']),
    because: z.string(),
  }),
  caveats: z.array(caveat),
});

export const completeness = z.looseObject({
  planned: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
  timedOut: z.number().int(),
  skipped: z.number().int(),
});

export const resultsDocument = z.looseObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  generator,
  run: z.looseObject({
    id: z.string(),
    startedAt: z.string(),
    /** Absent when the run was killed. */
    finishedAt: z.string().optional(),
    seed: z.number().int(),
    profile: profileName,
    completeness,
  }),
  host,
  environments: z.array(environment),
  workloads: z.array(workload),
  metrics: z.array(metricDefinition),
  trials: z.array(trial),
  series: z.array(series),
  comparisons: z.array(comparison),
  warnings: z.array(warning),
});

export type Unit = z.infer<typeof unit>;
export type MetricDefinition = z.infer<typeof metricDefinition>;
export type Measurement = z.infer<typeof measurement>;
export type Trial = z.infer<typeof trial>;
export type Summary = z.infer<typeof summary>;
export type Series = z.infer<typeof series>;
export type Caveat = z.infer<typeof caveat>;
export type Comparison = z.infer<typeof comparison>;
export type Completeness = z.infer<typeof completeness>;
export type ResultsDocument = z.infer<typeof resultsDocument>;
