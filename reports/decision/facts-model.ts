/** What a decision needs of a results document: small enough to be part of a page. Base units; what was not measured is null. */
import type { Environment } from '../../bench/contract/record.js';

/** What n trials say of a quantity, and how far it may be from that. */
export interface Spread {
  readonly estimate: number;
  /** A requirement between `low` and `high` is neither met nor missed. */
  readonly low: number;
  readonly high: number;
  readonly n: number;
  /**
   * `interval`: a confidence interval. `few`: n allows none; the bounds are half of the smallest and twice the largest value seen, which stand in
   * `least` and `most`. `single`: one or two values, which decide nothing.
   */
  readonly basis: 'interval' | 'few' | 'single';
  readonly least: number;
  readonly most: number;
}

/** The slow ones among the starts. */
export interface SlowStart {
  /** Of all starts; null: the slowest of those measured. */
  readonly share: number | null;
  readonly value: number;
  /** Upper limit. */
  readonly high: number;
  readonly n: number;
}

/** Environment ÷ plain process over all workloads. */
export interface WorkRatio {
  readonly least: number;
  readonly most: number;
  readonly workloads: number;
  /** Of the largest ratio. */
  readonly worstWorkload: string;
  /** Of the largest ratio; null where n allows no interval. */
  readonly worstInterval: { readonly low: number; readonly high: number } | null;
}

/** As an earlier probe found it; null where it gave no answer. */
export interface IsolationFacts {
  readonly hasOwnKernel: boolean | null;
  readonly reachedSystemCalls: number;
  /** Facts that read as shared with the host or allowed by its kernel. */
  readonly openings: number;
}

export interface OptionFacts {
  readonly id: string;
  readonly kind: Exclude<Environment['kind'], 'bare'>;
  /** As everywhere in the report; a hostile document's text is made printable. */
  readonly name: string;
  readonly slot: number;
  readonly isEmulated: boolean;
  readonly isRootless: boolean;
  /** False for a kind that took no part in the run: it has no figures. */
  readonly tookPart: boolean;
  /** Time to the program, seconds: the typical start. */
  readonly start: Spread | null;
  readonly slowStart: SlowStart | null;
  readonly stop: Spread | null;
  readonly atRestBytes: Spread | null;
  /** What one more idle instance takes from the host. */
  readonly nextInstanceBytes: Spread | null;
  /** Share of a peak that the host has back after 30 s. */
  readonly memoryReturned: Spread | null;
  /** Of one core, when idle. */
  readonly idleCpu: Spread | null;
  readonly cyclesPerSecond: number | null;
  readonly cpuPerOperation: WorkRatio | null;
  readonly isolation: IsolationFacts | null;
}

interface HostFacts {
  readonly memoryBytes: number;
  readonly cpus: number;
  /** It is itself a guest, so that its guests run nested. */
  readonly isVirtual: boolean;
}

export interface DecisionFacts {
  readonly runId: string;
  readonly host: HostFacts;
  /** Containers first. Both kinds are there, also one that took no part. */
  readonly options: readonly OptionFacts[];
}
