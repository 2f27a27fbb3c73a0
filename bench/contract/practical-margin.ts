/** Differences that are not worth a decision, by what is measured. docs/method.md has the reasons and the sources. */
import * as z from 'zod';

/** Of two margins, a difference that is within either is not worth a decision. */
export const practicalMargin = z.looseObject({
  /** In the metric's unit. */
  absolute: z.number().positive().optional(),
  relative: z.number().positive().optional(),
});

type PracticalMargin = z.infer<typeof practicalMargin>;

/** What people perceive as no delay at all. */
export const UNNOTICED_SECONDS: PracticalMargin = { absolute: 0.1 };

const BYTES_PER_MIB = 2 ** 20;

/** An eighth of the smallest instance that function platforms sell; 64 of it are a GiB. */
export const NEGLIGIBLE_MEMORY: PracticalMargin = { absolute: 16 * BYTES_PER_MIB };

/** As of rates and costs of work: the target that verdicts ask for equivalence within. */
export const NEGLIGIBLE_WORK: PracticalMargin = { relative: 0.05 };

/** Of one CPU: a hundred idle instances then keep one busy. */
export const NEGLIGIBLE_IDLE_CPU: PracticalMargin = { absolute: 0.01 };

/** Of a share, in percentage points. */
export const NEGLIGIBLE_SHARE: PracticalMargin = { absolute: 0.05 };

const BY_ID: readonly (readonly [RegExp, PracticalMargin])[] = [
  [/^(time-to-program|boot-time(-cold)?(\..*)?|workload-start-time|stop-time|together-ready-time)$/, UNNOTICED_SECONDS],
  [/^memory-(marginal|(idle|peak)(\..*)?)$/, NEGLIGIBLE_MEMORY],
  [/^(duration|throughput|cpu-per-operation|churn-rate)$/, NEGLIGIBLE_WORK],
  [/^idle-cpu$/, NEGLIGIBLE_IDLE_CPU],
  [/^memory-returned/, NEGLIGIBLE_SHARE],
];

/** Of metrics that older documents define without one. */
export function findPracticalMargin(metricId: string): PracticalMargin | undefined {
  return BY_ID.find(([pattern]) => pattern.test(metricId))?.[1];
}
