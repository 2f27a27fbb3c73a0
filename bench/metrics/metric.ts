/** What a metric is, and the readings of a trial that several metrics share. */
import type { MetricDefinition } from '../contract/document.js';
import { findInstant } from '../contract/phases.js';
import type { Environment, InstanceRecord, Sample, TrialRecord } from '../contract/record.js';
import { median } from '../stats/describe.js';

export interface Metric {
  readonly definition: MetricDefinition;
  /**
   * Of a metric that pools workloads, whose work is in the figure: `none`, when it ends before the workload is executed; `program`, when it ends
   * before the program does the work of any; one workload's; that of all workloads that ran when absent. Figures of other work are not compared.
   */
  readonly work?: 'none' | 'program' | { readonly workloadId: string };
  /** Of a part: it decides in place of its whole where a run has no figure of that, as where instances are stopped as soon as they are ready. */
  readonly standsForWhole?: true;
  /** In the definition's unit; undefined when the trial lacks what it is derived from. Never called for a trial without an outcome `completed`. */
  readonly derive: (trial: TrialRecord, environment: Environment) => number | undefined;
}

/** Relative change below which nothing is claimed, unless a metric states its own: 1 %, the usual noise floor (criterion.rs' default). */
export const DEFAULT_NOISE_THRESHOLD = 0.01;

const NANOSECONDS_PER_SECOND = 1e9;
const BOOT_SCENARIO = 'boot';

/** Undefined for trials of several instances at once, whose figures are other metrics. */
export function soleInstance(trial: TrialRecord): InstanceRecord | undefined {
  return trial.instances.length === 1 ? trial.instances[0] : undefined;
}

/** Seconds from one mark of the trial's only instance to a later one; undefined when one is missing or they are out of order. */
export function secondsBetween(trial: TrialRecord, from: string, to: string): number | undefined {
  return secondsWithin(soleInstance(trial), from, to);
}

/** The same in a trial of the scenario `boot`, whose instances come one after the other: their median, undefined when one has none. */
export function secondsOfBoots(trial: TrialRecord, from: string, to: string): number | undefined {
  if (trial.scenario !== BOOT_SCENARIO) return secondsBetween(trial, from, to);
  const seconds = trial.instances.map((instance) => secondsWithin(instance, from, to)).filter((one) => one !== undefined);
  return seconds.length > 0 && seconds.length === trial.instances.length ? median(seconds) : undefined;
}

/**
 * Seconds from one mark to the workload's own first one. Undefined in a trial of the scenario `boot`, which stops its instance while the workload
 * starts: whether it gets as far is chance.
 */
export function secondsToProgram(trial: TrialRecord, from: string): number | undefined {
  return trial.scenario === BOOT_SCENARIO ? undefined : secondsBetween(trial, from, 'workload-start');
}

function secondsWithin(instance: InstanceRecord | undefined, from: string, to: string): number | undefined {
  const marks = instance?.marks ?? [];
  const fromNs = findInstant(marks, from);
  const toNs = findInstant(marks, to);
  if (fromNs === undefined || toNs === undefined || toNs < fromNs) return undefined;
  return (toNs - fromNs) / NANOSECONDS_PER_SECOND;
}

/** Readings of one sampler in the trial's only instance, in the order in which they were taken. */
export function listSamples(trial: TrialRecord, sampler: string): Sample[] {
  const instance = soleInstance(trial);
  return trial.samples.filter((one) => one.sampler === sampler && one.instanceId === instance?.id);
}

/** The first reading of a sampler taken at a known moment. */
export function labelledSample(trial: TrialRecord, sampler: string, label: string): Sample | undefined {
  return listSamples(trial, sampler).find((one) => one.label === label);
}

/**
 * Bytes that the host cannot reclaim while the instance lives, as its cgroup accounts for them: anonymous, shared memory, kernel.
 * A guest's RAM is anonymous or shared memory of its VMM. Undefined when one of the three was not read.
 */
export function unreclaimableBytes({ values }: Sample): number | undefined {
  const { anonBytes, shmemBytes, kernelBytes } = values;
  if (anonBytes === undefined || shmemBytes === undefined || kernelBytes === undefined) return undefined;
  const bytes = anonBytes + shmemBytes + kernelBytes;
  return Number.isFinite(bytes) ? bytes : undefined;
}
