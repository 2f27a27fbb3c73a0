/**
 * The derived layer: `results.json`. It embeds every definition it uses, so a reader needs nothing but this file.
 * Base units only; a failed trial has no numbers; a missing measurement is absent, never 0.
 */
import * as z from 'zod';
import { calibration, estimate, unit } from './calibration.js';
import { host } from './host.js';
import { isolation } from './isolation.js';
import { memoryCourse } from './memory-course.js';
import { practicalMargin } from './practical-margin.js';
import { environment, generator, profileName, SCHEMA_VERSION, trialRecord, warning, workload } from './record.js';
import { scenarioDefinition, scenarioSummaries } from './scenarios.js';
import { stopRule } from './stop-rule.js';

export type { Unit } from './calibration.js';

export const metricDefinition = z.looseObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$/),
  title: z.string(),
  unit,
  direction: z.enum(['lower-is-better', 'higher-is-better', 'neutral']),
  /** `environment` pools the trials of all workloads; `workload` keeps them apart. */
  scope: z.enum(['environment', 'workload']),
  /** Id of the metric that this one is a part of; the parts present sum to it. */
  partOf: z.string().optional(),
  /** True of a part that is a figure of its own, too: listed, compared and missed beside its whole. */
  standsAlone: z.boolean().optional(),
  /** Section of the report that shows it (`boot`, `memory`, `storage`, …); absent where it is listed among all values alone. */
  group: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .optional(),
  subject: z.enum(['instance', 'guest', 'vmm', 'host']),
  /** File, field or marks that it is derived from. */
  source: z.string(),
  definition: z.string(),
  /** Scenarios whose trials have this metric; `single` alone when absent. */
  scenarios: z.array(z.string()).optional(),
  /** True for the metrics that decide: their comparisons share one family-wise error. */
  primary: z.boolean().optional(),
  /** Difference that is not worth a decision; absent where neither more nor less is better. */
  practicalMargin: practicalMargin.optional(),
  /** Relative change below which nothing is claimed. */
  noiseThreshold: z.number().nonnegative(),
});

const measurement = z.looseObject({ metricId: z.string(), value: z.number() });

/**
 * A trial of the document: what was planned, how it ended, its phases, and what was measured in it. The readings, marks and workload reports that
 * this was derived from are in `trials.jsonl` alone, so `samples` and the `marks` of its instances are empty; older documents have them.
 */
const trial = trialRecord.extend({ measurements: z.array(measurement) });

export const interval = z.looseObject({ level: z.number(), low: z.number(), high: z.number() });

/** A quantile that n supports, by Hyndman and Fan's type 7; `low` and `high` are order statistics. */
export const quantile = z.looseObject({
  probability: z.number(),
  value: z.number(),
  /** Absent where n gives only an upper bound. */
  low: z.number().optional(),
  high: z.number(),
  level: z.number(),
});

const summary = z.looseObject({
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
  /** Of 0.9, 0.95 and 0.99 those for which n gives at least a 95 % upper bound; none otherwise. */
  quantiles: z.array(quantile).optional(),
});

const series = z.looseObject({
  environmentId: z.string(),
  workloadId: z.string().optional(),
  metricId: z.string(),
  /** One per completed trial that is not a warm-up, in the order in which they ran. */
  points: z.array(
    z.looseObject({
      trialId: z.string(),
      block: z.number().int(),
      value: z.number(),
      /** True in a block that the noise rule marks: shown, and left out of the summary and of every comparison. */
      contaminated: z.boolean().optional(),
    }),
  ),
  summary,
});

/** What a reader must know beside a ratio. Each concerns this ratio's own two sides and metric. */
const caveat = z.enum([
  'emulated',
  'different-kernel',
  'different-mitigations',
  'few-samples',
  'rootless',
  'contaminated',
  'disk-cache-differs',
  'flush-skipped',
  'memory-backed-storage',
  'shared-cpuset',
  'swap',
  'governor',
  'huge-pages',
  'page-merging',
  'below-own-error',
]);

const comparison = z.looseObject({
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
  /** Candidate − baseline in the metric's unit: Hodges–Lehmann estimate with its interval. */
  difference: estimate.optional(),
  /** Blocks left out by the noise rule, for all environments alike. */
  excludedBlocks: z.number().int().nonnegative().optional(),
  primary: z.boolean().optional(),
  /** One-sided p, in the direction found, of no effect beyond the noise floor; absent where neither direction is better. */
  pValue: z.number().optional(),
  /** The same after Holm's correction over the primary comparisons; absent for others. */
  pAdjusted: z.number().optional(),
  /** Relative margins that the verdict was judged by. */
  margins: z.looseObject({ noiseFloor: z.number(), target: z.number() }).optional(),
  /** Smallest relative effect that this many blocks would probably have shown. */
  minimumDetectable: z.number().optional(),
  /** Blocks with which an effect of the target's size would probably be shown; where nothing is decided and more of the same would decide it. */
  needed: z.number().int().positive().optional(),
  verdict: z.looseObject({
    status: z.enum(['better', 'worse', 'equivalent', 'inconclusive', 'not-comparable']),
    because: z.string(),
  }),
  caveats: z.array(caveat),
});

const completeness = z.looseObject({
  planned: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
  timedOut: z.number().int(),
  skipped: z.number().int(),
});

const disturbance = z.enum(['steal', 'other-programs', 'slow-reference']);

/** Which blocks are contaminated, by a rule that was fixed before the run. */
const noiseSummary = z.looseObject({
  /** The rule in words, thresholds included. */
  rule: z.string(),
  blocks: z.number().int().nonnegative(),
  /** Median duration of the reference loop over all blocks. */
  referenceSeconds: z.number().optional(),
  contaminated: z.array(
    z.looseObject({
      block: z.number().int(),
      because: z.array(z.string()),
      /** What `because` puts into words: `steal` is what the hypervisor withheld; absent in older documents. */
      causes: z.array(disturbance).optional(),
    }),
  ),
  /** What marked the most blocks first; absent in older documents, and where none is marked. */
  causes: z
    .array(
      z.looseObject({
        cause: disturbance,
        /** Marked because of it. */
        blocks: z.number().int().positive(),
        /** The most of any trial: share of the host's CPU time withheld or used by others, or by how much a reference loop was slower. */
        most: z.number(),
      }),
    )
    .optional(),
  /** False when so many blocks are marked that none is left out, and every comparison carries the caveat instead. */
  excluded: z.boolean(),
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
    /** Why the run ended; absent when it was killed. */
    stopReason: z.string().optional(),
    stopRule: stopRule.optional(),
  }),
  host,
  environments: z.array(environment),
  workloads: z.array(workload),
  metrics: z.array(metricDefinition),
  trials: z.array(trial),
  series: z.array(series),
  comparisons: z.array(comparison),
  warnings: z.array(warning),
  /** What the scenarios other than `single` found, one member each; absent without such trials. */
  scenarios: scenarioSummaries.optional(),
  /** Of those scenarios that say how their summaries are to be shown. */
  scenarioDefinitions: z.array(scenarioDefinition).optional(),
  /** How memory went, in one trial of each environment and workload; absent in older documents, whose trials have `samples`. */
  memoryCourses: z.array(memoryCourse).optional(),
  noise: noiseSummary.optional(),
  calibration: calibration.optional(),
  /** What separates instances from this host, found by an earlier `probe`; absent when there was none that fits. */
  isolation: isolation.optional(),
});

export type MetricDefinition = z.infer<typeof metricDefinition>;
export type Measurement = z.infer<typeof measurement>;
export type Trial = z.infer<typeof trial>;
export type Summary = z.infer<typeof summary>;
export type Series = z.infer<typeof series>;
export type Caveat = z.infer<typeof caveat>;
export type Comparison = z.infer<typeof comparison>;
export type Quantile = z.infer<typeof quantile>;
export type Disturbance = z.infer<typeof disturbance>;
export type NoiseSummary = z.infer<typeof noiseSummary>;
export type Completeness = z.infer<typeof completeness>;
export type ResultsDocument = z.infer<typeof resultsDocument>;
