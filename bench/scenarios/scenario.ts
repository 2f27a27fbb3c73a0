/** What a scenario is: how one trial proceeds, from the first instance's start until the last one is gone. */
import type { Instance, InstanceKind, InstanceSpec, Mark, Runtime } from '../../runtimes/runtime.js';
import type { Trial } from '../contract/document.js';
import type { InstanceRecord, Outcome, ProfileName, Sample, TrialParameters } from '../contract/record.js';
import type { ScenarioSummary, ScenarioView } from '../contract/scenarios.js';
import type { PlanSection, SectionRequest } from './plan-section.js';

/** Readings of one instance, taken by the host. */
export interface Sampling {
  /** Reads the cgroup at once, synchronously: for marks, whose instant must be the reading's. */
  readCgroups(label: string): void;
  /** Reads every source, the instance's own view included; takes milliseconds and, in a guest, the guest's CPU time. */
  readAll(label: string): Promise<void>;
  /** Ends the periodic readings. More calls end nothing, but return late answers, too. @throws Error – readings are lost */
  stop(): Promise<{ readonly samples: Sample[]; readonly cpuSeconds: number }>;
}

export interface SpecOptions {
  /** How many instances boot at the same moment, sharing the host's CPUs: their boot deadline is longer by as much. Default 1. */
  readonly together?: number;
}

export interface SamplingChoice {
  /** False: only readings with a label. Default true. */
  readonly periodic?: boolean;
}

/** Of the files that an instance reads to start. */
export interface DroppedCaches {
  readonly fileBytes: number;
  /** What stayed in the host's page cache all the same, because something maps it. */
  readonly cachedBytes: number;
}

/** What a scenario gets to work with. Everything it starts, it stops. */
export interface TrialContext {
  readonly kind: InstanceKind;
  readonly runtime: Runtime;
  readonly workloadId: string;
  readonly windowMs: number;
  /** What the plan tells this trial besides; empty for most. */
  readonly parameters: TrialParameters;
  /** Ready → exit of the workload. */
  readonly workloadDeadlineMs: number;
  /** A spec for instance number `index` of this trial, with a fresh folder and cgroup. */
  makeSpec(
    index: number,
    hooks: Pick<InstanceSpec, 'onMark' | 'onStdout' | 'onStderr'>,
    options?: SpecOptions,
  ): Promise<InstanceSpec>;
  /** `originNs` gives the trial's origin once it is known; readings are relative to it. */
  startSampling(instance: Instance, originNs: () => bigint, choice?: SamplingChoice): Sampling;
  /** Drops from the host's page cache what an instance of this environment reads to start. */
  dropCaches(): Promise<DroppedCaches>;
  /** Aborted when the user interrupts the run. */
  readonly signal: AbortSignal;
}

/** What one trial came to, not yet judged by any metric. */
export interface Observation {
  /** The launcher's first instruction; Node's own instant before the spawn when the launcher never spoke. */
  readonly originNs: bigint;
  readonly outcome: Outcome;
  readonly instances: InstanceRecord[];
  readonly samples: Sample[];
  readonly samplerCpuSeconds: number;
  /** What the scenario found besides; see its own file for the names. */
  readonly findings?: TrialParameters;
}

/** One way in which trials proceed, with all that is to be known of it: a new one is a file like `churn.ts` and a line in `index.ts`. */
export interface Scenario {
  readonly id: string;
  /** Its section of a run; absent where commands plan its trials themselves. */
  readonly plan?: (request: SectionRequest) => PlanSection;
  /** Profiles of which it is part unless the user names scenarios. */
  readonly profiles?: readonly ProfileName[];
  /** Id of the scenario that it is planned with, instead of being asked for. */
  readonly accompanies?: string;
  /** Environments that it needs besides those of the run. */
  readonly needs?: (environmentIds: readonly string[]) => readonly string[];
  /** Its trials take seconds, and there are many. */
  readonly isShort?: true;
  /**
   * What the completed trials of one environment found, as the document has it; undefined where they found nothing. `all` are those of every
   * scenario and environment.
   */
  readonly summarize?: (own: readonly Trial[], environmentId: string, all: readonly Trial[]) => ScenarioSummary | undefined;
  /** How reports show the summaries; absent where they have a view for it. */
  readonly view?: ScenarioView;
  /** @throws TrialInterruptedError – when the signal fired; the trial then counts as never run. Everything is torn down before. */
  run(context: TrialContext): Promise<Observation>;
}

/** The user asked for the end of the run. */
export class TrialInterruptedError extends Error {
  override readonly name = 'TrialInterruptedError';
}

/** Marks of one instance in order of arrival. */
export class MarkLog {
  readonly marks: Mark[] = [];

  readonly record = (mark: Mark): void => {
    this.marks.push(mark);
  };

  at(name: Mark['name']): bigint | undefined {
    return this.marks.find((mark) => mark.name === name)?.atNs;
  }

  /** The launcher's first instruction, else Node's instant of spawning, else 0. */
  originNs(): bigint {
    return this.at('launcher-start') ?? this.at('spawn') ?? 0n;
  }

  /** Relative to the instance's own origin, or to that of a trial with several. */
  relative(origin = this.originNs()): InstanceRecord['marks'] {
    return [...this.marks]
      .sort((left, right) => Number(left.atNs - right.atNs))
      .map((mark) => ({ name: mark.name, tNs: Number(mark.atNs - origin) }));
  }
}
