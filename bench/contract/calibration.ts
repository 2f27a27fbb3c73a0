/** How far off Twinbench's own figures are: known quantities, measured by the very path that measures users' work. */
import * as z from 'zod';

/** Id of the scenario whose trials calibrate; they count in no other figure. */
export const CALIBRATION_SCENARIO = 'calibration';

/** Id of the environment that runs the program as it is, for `calibrate` alone: no environment that anybody decides between. */
export const PLAIN_ENVIRONMENT = 'plain';

export const unit = z.enum(['second', 'byte', 'operation-per-second', 'second-per-operation', 'ratio', 'count']);

/** An estimate with its interval; the interval is absent where n allows none. */
export const estimate = z.looseObject({
  estimate: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
  /** Achieved confidence of the interval. */
  level: z.number().optional(),
});

/** One known quantity in one environment. */
const calibrationEntry = z.looseObject({
  environmentId: z.string(),
  /** Such as `sleep-50ms`, `boot-delay-init-200ms`, `memory-192mib`. */
  quantity: z.string(),
  title: z.string(),
  /** The metric by which users' work of this kind is measured, and whose error this therefore is; `window-time` is what throughput divides by. */
  metricId: z.string(),
  unit,
  trueValue: z.number(),
  n: z.number().int().nonnegative(),
  /** Median of what was measured. */
  measured: z.number(),
  /** Measured − true, in the unit. */
  error: estimate,
  /** `relative`: the error grows with what is measured, and error ÷ true applies; `absolute`: it is the same for any size. */
  scale: z.enum(['absolute', 'relative']),
  /** Largest acceptable |error|, in the unit; absent where none is claimed. */
  tolerance: z.number().nonnegative().optional(),
});

/** What watching an instance costs its workload: the same work with and without, interleaved. */
const ownCost = z.looseObject({
  environmentId: z.string(),
  workloadId: z.string(),
  /** `sampling`: the samplers; `supervision`: supervisor, cgroup and chroot of a bare instance against the plain program. */
  what: z.enum(['sampling', 'supervision']),
  n: z.number().int().nonnegative(),
  /** Time of one operation with ÷ without − 1. */
  slowdown: estimate,
  /** CPU of the samplers, in shares of one core; absent for supervision. */
  samplerCpuRatio: z.number().nonnegative().optional(),
});

/** An environment compared with itself. */
const selfComparison = z.looseObject({
  environmentId: z.string(),
  metricId: z.string(),
  workloadId: z.string().optional(),
  n: z.number().int().nonnegative(),
  ratio: estimate.optional(),
  verdict: z.looseObject({ status: z.string(), because: z.string() }),
});

/** Undefined where no tolerance is claimed. */
export function isWithinTolerance({ error, tolerance }: CalibrationEntry): boolean | undefined {
  return tolerance === undefined ? undefined : Math.abs(error.estimate) <= tolerance;
}

export const calibration = z.looseObject({
  runId: z.string(),
  measuredAt: z.string(),
  /** Fingerprint of the host that was calibrated. */
  fingerprint: z.string(),
  /** Accelerator of the VM that was calibrated; absent without a VM. */
  accelerator: z.enum(['kvm', 'tcg']).optional(),
  /** `generator.codeDigest` of what measured it; absent in older files, which no run carries. */
  measuredBy: z.string().optional(),
  entries: z.array(calibrationEntry),
  ownCost: z.array(ownCost),
  selfComparisons: z.array(selfComparison),
});

export type Unit = z.infer<typeof unit>;
export type Estimate = z.infer<typeof estimate>;
export type CalibrationEntry = z.infer<typeof calibrationEntry>;
export type OwnCost = z.infer<typeof ownCost>;
export type SelfComparison = z.infer<typeof selfComparison>;
export type Calibration = z.infer<typeof calibration>;
