/** What a workload is: a fixed batch repeated inside a timed window, with an answer that is known beforehand. */

export interface WorkloadDefinition {
  readonly id: string;
  /** Raised whenever the work of one operation changes; figures of different versions are never compared. */
  readonly version: string;
  readonly title: string;
  /** What one operation is, in words. */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** True when operations write to the disk; refused on a memory-backed layer. */
  readonly usesDisk: boolean;
}

/** One prepared workload inside an instance. */
export interface PreparedWorkload {
  /** One operation; returns what it computed (hex), so that nothing can be optimised away. */
  readonly run: () => Promise<string> | string;
  /** What every operation must return. */
  readonly expected: string;
  readonly close?: () => Promise<void> | void;
}

/** What a workload that keeps its own time gets. */
export interface WorkloadLife {
  readonly settings: Readonly<Record<string, number>>;
  /** Marks the window's start (`B`) and end (`E`). */
  readonly signal: (mark: 'B' | 'E') => void;
  /** What the trial runs; empty for most. */
  readonly command: readonly string[];
}

/** What became of it. */
export interface LifeEnding {
  readonly windowNs: bigint;
  readonly verified: boolean;
  /** 0 when absent: the window held none. */
  readonly operations?: number;
  /** What the program ends with, without a report; absent when all went well. */
  readonly exitCode?: number;
}

/** A definition and the code that prepares it inside an instance. Modules that only one workload needs are loaded by `prepare`. */
export interface Workload {
  readonly definition: WorkloadDefinition;
  /** True: its one operation is done once, without a warm-up, because what it does is the figure. Absent for all others. */
  readonly isKnownQuantity?: boolean;
  /** Absent for `idle`, whose window has no operations. `settings` is what the trial tells it; most workloads take none. */
  readonly prepare?: (settings: Readonly<Record<string, number>>) => Promise<PreparedWorkload>;
  /** Instead of `prepare`, for a workload whose window holds no operations: all of its life. `windowNs` by the instance's own clock. */
  readonly live?: (life: WorkloadLife) => Promise<LifeEnding>;
}
