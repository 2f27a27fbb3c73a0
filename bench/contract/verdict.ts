/** `verdict.json`: what a gate found, metric by metric, and the one code that it ends with. Readers ignore unknown members. */
import * as z from 'zod';
import { metricDefinition, quantile } from './document.js';
import { parseFile } from './parse-file.js';
import { failOn, gateLevel, policy, scale } from './policy.js';
import { warning } from './record.js';

export const VERDICT_VERSION = 1;

/** Of a whole gate. */
export const gateStatus = z.enum(['pass', 'regressed', 'undecided', 'not-comparable', 'failed']);

/** Stable: CI pipelines branch on the codes. */
export const EXIT_NAMES = {
  0: 'pass',
  1: 'regression',
  2: 'usage-error',
  3: 'no-decision',
  4: 'not-comparable',
  5: 'measurement-failed',
} as const;

const exitCode = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]);
export const exitName = z.enum(['pass', 'regression', 'usage-error', 'no-decision', 'not-comparable', 'measurement-failed']);

/** How two sides were measured: in interleaved blocks of one run, in runs of their own, or one run after many. */
export const design = z.enum(['paired', 'runs', 'history']);

/** One measured thing on one environment: what a pattern of the policy matches. */
const subject = {
  /** `METRIC/ENVIRONMENT` or `METRIC/ENVIRONMENT/WORKLOAD`, the environment being the baseline's. */
  id: z.string(),
  metricId: z.string(),
  environmentId: z.string(),
  /** Absent for a metric that pools all workloads. */
  workloadId: z.string().optional(),
};

const side = z.looseObject({
  /** Values that count, over all runs. */
  n: z.number().int().nonnegative(),
  runs: z.number().int().nonnegative(),
  /** Median, in the unit; of several runs the median of their medians. Absent without values. */
  estimate: z.number().optional(),
});

/** `low` and `high` absent where so few values allow no interval. On the scale of `effect`. */
const effectInterval = z.looseObject({
  /** Asked for. */
  level: z.number(),
  /** Ranks being whole numbers, a little more than asked for. */
  achieved: z.number(),
  low: z.number(),
  high: z.number(),
});

const stopReason = z.enum([
  /** At a look, the question was answered. */
  'decided',
  /** The last look was reached without an answer. */
  'last-look',
  /** Nobody looked: all that was measured was compared at once. */
  'fixed-sample',
]);

/** A second, independent comparison of what the first one flagged. */
const confirmation = z.looseObject({
  /** Of the run or runs that were measured anew. */
  runIds: z.array(z.string()),
  confirmed: z.boolean(),
  /** One-sided. */
  alpha: z.number(),
  p: z.number().optional(),
  effect: z.number().optional(),
  because: z.string(),
});

/** `pass`: nothing speaks against it. `unconfirmed`: worse, in one run alone. `undecided`: the figures do not tell. */
const metricStatus = z.enum(['pass', 'regressed', 'unconfirmed', 'accepted', 'undecided', 'not-comparable', 'failed']);

const gateMetric = z.looseObject({
  ...subject,
  title: z.string(),
  unit: metricDefinition.shape.unit,
  direction: metricDefinition.shape.direction,
  gate: gateLevel,
  scale,
  design,
  baseline: side,
  candidate: side,
  /** Blocks in which both sides have a value; only for the paired design. */
  pairs: z.number().int().nonnegative().optional(),
  /** Candidate ÷ baseline − 1 (`ratio`, `exact`), candidate − baseline in the unit (`difference`): not turned by the direction. */
  effect: z.number().optional(),
  interval: effectInterval.optional(),
  /** Candidate − baseline in the unit, whatever the scale. */
  difference: z.number().optional(),
  /** One-sided, in the direction found: of no effect beyond the noise floor. */
  p: z.number().optional(),
  /** After Holm's correction over the blocking metrics; absent for others. */
  pHolm: z.number().optional(),
  /** After Benjamini and Hochberg's correction over the metrics that do not block: for the reader only. */
  pFalseDiscovery: z.number().optional(),
  verdict: z.looseObject({
    status: z.enum(['better', 'worse', 'equivalent', 'inconclusive', 'not-comparable']),
    because: z.string(),
  }),
  status: metricStatus,
  margins: z.looseObject({
    /** Relative, or in the unit for the scale `difference`. */
    noiseFloor: z.number(),
    target: z.number(),
    /** In the unit; absent where neither policy nor calibration gives one. */
    minimumAbsolute: z.number().optional(),
    minimumAbsoluteFrom: z.enum(['policy', 'calibration']).optional(),
  }),
  /** Smallest effect, on the scale of `effect`, that these values would probably have shown. */
  minimumDetectable: z.number().optional(),
  /** Pairs (or runs on each side) with which an effect of the target's size would probably show. */
  needed: z.number().int().optional(),
  stopReason,
  /** Number of the look, from 1, at which it stopped. */
  look: z.number().int().positive().optional(),
  /** The entry of the policy that covers a change for the worse. */
  accepted: z
    .looseObject({
      match: z.string(),
      maxIncrease: z.number().optional(),
      maxAbsolute: z.number().optional(),
      until: z.string(),
      reason: z.string(),
    })
    .optional(),
  confirmation: confirmation.optional(),
  warnings: z.array(warning),
  /** Paired design: candidate ÷ baseline (candidate − baseline for the scale `difference`) of each block that counts. */
  blocks: z.array(z.looseObject({ block: z.number().int(), ratio: z.number() })).optional(),
  /** Median of each run, in the unit, where a side has several. */
  runMedians: z.looseObject({ baseline: z.array(z.number()), candidate: z.array(z.number()) }).optional(),
  quantiles: z.looseObject({ baseline: z.array(quantile), candidate: z.array(quantile) }).optional(),
});

/** `partOf`: the metric that it is nothing but a part of. */
const unpaired = z.looseObject({ ...subject, partOf: z.string().optional(), gate: gateLevel, because: z.string() });

const gateRun = z.looseObject({
  id: z.string(),
  startedAt: z.string(),
  /** Git commit of Twinbench's checkout; empty where there is none. */
  revision: z.string(),
  fingerprint: z.string(),
});

const gateSide = z.looseObject({
  runs: z.array(gateRun),
  /** Named baseline, file or environment that the user gave; absent when there is none. */
  label: z.string().optional(),
});

export const gateVerdict = z.looseObject({
  schemaVersion: z.literal(VERDICT_VERSION),
  status: gateStatus,
  exitCode,
  exitName,
  /** One line, fit for a commit status. */
  reason: z.string(),
  /** Every code that applies, the one that it ends with first. */
  findings: z.array(z.looseObject({ exitCode, exitName, because: z.string() })),
  generator: z.looseObject({ name: z.string(), version: z.string() }),
  design,
  /** The statistics in words. */
  method: z.string(),
  alpha: z.number(),
  equivalenceAlpha: z.number(),
  /** Empty where nobody looked before the end. */
  looks: z.array(z.number().int()),
  seed: z.number().int(),
  failOn: z.array(failOn),
  policy: z.looseObject({
    /** As the user named it; absent for the built-in policy. */
    fileName: z.string().optional(),
    used: policy,
  }),
  baseline: gateSide,
  candidate: gateSide,
  metrics: z.array(gateMetric),
  /** In the baseline, not in the candidate. */
  missing: z.array(unpaired),
  /** In the candidate, not in the baseline. */
  added: z.array(unpaired),
  /** On both sides, and still not to be compared. */
  notComparable: z.array(unpaired),
  warnings: z.array(warning),
});

export type GateStatus = z.infer<typeof gateStatus>;
export type ExitCode = z.infer<typeof exitCode>;
export type Design = z.infer<typeof design>;
export type MetricStatus = z.infer<typeof metricStatus>;
export type GateMetric = z.infer<typeof gateMetric>;
export type GateSubject = Pick<GateMetric, 'id' | 'metricId' | 'environmentId' | 'workloadId'>;
export type Unpaired = z.infer<typeof unpaired>;
export type GateSide = z.infer<typeof gateSide>;
export type Confirmation = z.infer<typeof confirmation>;
export type GateVerdict = z.infer<typeof gateVerdict>;

/** `fileName` is only for messages. @throws FormatError */
export function parseVerdict(text: string, fileName: string): GateVerdict {
  return parseFile(text, fileName, {
    schema: gateVerdict,
    title: 'the verdict of a gate',
    version: VERDICT_VERSION,
    remedy: 'Write it again with: twinbench gate',
    remedyWhenEmpty: 'Write it again with: twinbench gate',
    mark: 'exitCode',
  });
}
