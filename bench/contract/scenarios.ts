/** What the scenarios other than `single` found, summarised from their trials; figures of single trials are in `series`. */
import * as z from 'zod';
import { estimate, unit } from './calibration.js';

const bytes = z.number();
const count = z.number().int().nonnegative();

/** N identical idle instances, one after the other, and what each took from the host's MemAvailable. */
const densitySummary = z.looseObject({
  environmentId: z.string(),
  /** Most instances alive at once in one trial, over all trials. */
  instances: count,
  /** Why no more were started: `count-reached`, `memory-budget`, or the outcome's code. */
  stoppedBecause: z.string(),
  /** Of all trials; the host after each settled step. `instances` 0 is the host before the first. */
  points: z.array(
    z.looseObject({
      trialId: z.string(),
      instances: count,
      memAvailableBytes: bytes,
      /** Anonymous memory of processes that are not ours, at the same moment. */
      othersAnonBytes: bytes.optional(),
    }),
  ),
  /** Cost of the next instance: slope of −MemAvailable against instances. */
  marginalBytes: estimate,
  /** Mean of memory-idle over the instances alive at the last step; absent without cgroups. */
  accountedBytes: bytes.optional(),
  /**
   * The same slope with what processes that are no instances took and gave back meanwhile taken out: of MemAvailable + free pages at hand for
   * each CPU + anonymous memory of Twinbench itself and of all others. Equal to the plain one, less `harnessBytes`, on a quiet host.
   */
  undisturbedBytes: estimate.optional(),
  /** (undisturbed − accounted) ÷ undisturbed. */
  undisturbedUnexplainedRatio: z.number().optional(),
  /** Growth per instance of the host kernel's own memory that no instance's cgroup accounts for: slab that cannot be reclaimed, stacks, page tables, per-CPU. */
  unaccountedKernelBytes: bytes.optional(),
  /** Growth per instance of Twinbench's own process, which holds the sockets and output of each. */
  harnessBytes: bytes.optional(),
  /** (marginal − accounted) ÷ marginal: what the accounting does not explain. */
  unexplainedRatio: z.number().optional(),
});

/** N identical instances started together. */
const togetherSummary = z.looseObject({
  environmentId: z.string(),
  instances: count,
  n: count,
  /** Median over the trials: first launcher's start until the last instance is ready. */
  allReadySeconds: z.number(),
  /** Median over all instances: each one's own boot time. */
  bootSeconds: z.number(),
});

const churnSummary = z.looseObject({
  environmentId: z.string(),
  /** Create-delete cycles of all trials. */
  cycles: count,
  n: count,
  /** Median over the trials. */
  cyclesPerSecond: z.number(),
});

/** A peak taken and let go: what the host has back, as shares of the peak. */
const elasticitySummary = z.looseObject({
  environmentId: z.string(),
  n: count,
  /** Median over the trials, above the level before the peak. */
  peakBytes: bytes,
  returned: z.array(z.looseObject({ afterSeconds: z.number(), ratio: z.number() })),
});

const idleSummary = z.looseObject({
  environmentId: z.string(),
  n: count,
  windowSeconds: z.number(),
  /** Median share of one core. */
  cpuRatio: z.number(),
});

/** Cold against warm boot. */
const coldSummary = z.looseObject({
  environmentId: z.string(),
  n: count,
  coldSeconds: z.number(),
  /** Median warm boot of the same run; absent when none was measured. */
  warmSeconds: z.number().optional(),
});

export const scenarioSummaries = z.looseObject({
  density: z.array(densitySummary).optional(),
  together: z.array(togetherSummary).optional(),
  churn: z.array(churnSummary).optional(),
  elasticity: z.array(elasticitySummary).optional(),
  idle: z.array(idleSummary).optional(),
  cold: z.array(coldSummary).optional(),
});

/** How to read and show the summaries of a scenario that reports have no view of their own for. */
const scenarioView = z.looseObject({
  title: z.string(),
  text: z.string(),
  /** Id of the report's section; one that reports do not know gets the title of the first scenario in it. */
  section: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** Members of each summary besides `environmentId` that are figures, in the order of their columns. */
  figures: z.array(z.looseObject({ name: z.string(), title: z.string(), unit })),
});

export const scenarioDefinition = scenarioView.extend({ id: z.string() });

/** Of one environment; what else it holds, its scenario tells. */
const scenarioSummary = z.looseObject({ environmentId: z.string() });

/** Of a scenario that this code need not know; empty where it has none, or none that can be read. */
export function findSummaries(summaries: ScenarioSummaries | undefined, scenario: string): ScenarioSummary[] {
  return z.array(scenarioSummary).safeParse(summaries?.[scenario]).data ?? [];
}

export type DensitySummary = z.infer<typeof densitySummary>;
export type TogetherSummary = z.infer<typeof togetherSummary>;
export type ChurnSummary = z.infer<typeof churnSummary>;
export type ElasticitySummary = z.infer<typeof elasticitySummary>;
export type IdleSummary = z.infer<typeof idleSummary>;
export type ColdSummary = z.infer<typeof coldSummary>;
export type ScenarioSummaries = z.infer<typeof scenarioSummaries>;
export type ScenarioView = z.infer<typeof scenarioView>;
export type ScenarioDefinition = z.infer<typeof scenarioDefinition>;
/** The VM whose balloon reports free pages: of use where memory is handed back, and a burden elsewhere. */
export const BALLOON_ENVIRONMENT = { id: 'vm-balloon', besides: 'vm' } as const;
export type ScenarioSummary = z.infer<typeof scenarioSummary>;
