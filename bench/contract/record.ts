/**
 * The raw layer: `trials.jsonl`, one JSON object a line. The first line is the run record, then one line per trial, and a
 * closing line when the run ended in order. A killed run lacks the closing line and loses nothing that finished.
 */
import * as z from 'zod';
import { runArm } from './arm.js';
import { calibration } from './calibration.js';
import { host } from './host.js';
import { isolation } from './isolation.js';
import { stopRule } from './stop-rule.js';

export const SCHEMA_VERSION = 1;

export const instanceKind = z.enum(['bare', 'container', 'vm']);
const scenarioId = z.string().regex(/^[a-z][a-z0-9-]*$/);
const nanoseconds = z.number().int();
const count = z.number().int().nonnegative();
const ratio = z.number().nonnegative();

export const generator = z.looseObject({
  name: z.string(),
  version: z.string(),
  /** Git commit of the checkout; empty where there is none. */
  revision: z.string(),
  dirty: z.boolean(),
  /** Of all code that measures, our C programs included: errors and findings of other code are not carried. Absent in older documents. */
  codeDigest: z.string().optional(),
});

export const warning = z.looseObject({ code: z.string(), message: z.string(), hint: z.string() });

const resources = z.looseObject({
  cpus: count,
  cpuset: z.string(),
  memoryBytes: count,
  pidsMax: count,
});

const containerFacts = z.looseObject({
  namespaces: z.array(z.string()),
  rootless: z.boolean(),
  seccomp: z.boolean(),
  cgroupLayout: z.string(),
});

const vmFacts = z.looseObject({
  machine: z.string(),
  accelerator: z.enum(['kvm', 'tcg']),
  acceleratorReason: z.string(),
  vcpus: count,
  kernel: z.looseObject({ release: z.string(), mitigations: z.record(z.string(), z.string()), digest: z.string() }),
  cmdline: z.string(),
  flavour: z.string(),
  /** How QEMU opens the guest's disk: `none` goes past the host's page cache; absent in older documents. */
  diskCache: z.enum(['none', 'writeback']).optional(),
  /** The guest's balloon tells the host of free pages, which the host then takes back; absent in older documents. */
  freePageReporting: z.boolean().optional(),
});

export const environment = z.looseObject({
  id: z.string(),
  kind: instanceKind,
  runtime: z.looseObject({ id: z.string(), version: z.string() }),
  imageDigest: z.string(),
  resources,
  container: containerFacts.optional(),
  vm: vmFacts.optional(),
});

export const workload = z.looseObject({
  id: z.string(),
  /** Of what one operation does; figures of different versions are never compared. */
  version: z.string(),
  /** Of the program that runs and times the workloads; figures of different versions are never compared. `1` when absent, as in older documents. */
  programVersion: z.string().optional(),
  title: z.string(),
  /** What one operation is, in words. */
  operation: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Over id, version, parameters and the whole program that holds every workload. For the reader: it decides nothing. */
  digest: z.string(),
  /** Its figures depend on the storage; absent in older documents. */
  usesDisk: z.boolean().optional(),
});

/** Name → value of what a scenario or workload of one trial was told; see the scenario's own file for its names. */
const trialParameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/**
 * The host around one trial, from before its first instance starts until its last one is gone. Ratios are shares of the CPU time of all
 * online CPUs. A member is absent where the host does not tell.
 */
const trialNoise = z.looseObject({
  /** Duration of the fixed reference loop, run by the harness right before the trial; only in the first trial of each block. */
  referenceNs: nanoseconds.optional(),
  stealRatio: ratio.optional(),
  /** Spent on neither the trial's instances nor Twinbench. */
  otherCpuRatio: ratio.optional(),
  /** PSI `some` of /proc/pressure/cpu: share of the time in which a task waited for a CPU. */
  cpuPressureRatio: ratio.optional(),
  ioPressureRatio: ratio.optional(),
  memoryPressureRatio: ratio.optional(),
  frequencyHz: z.number().positive().optional(),
  /** Longest time in the timed part of the trial in which Twinbench itself did not run; absent when its heartbeat was regular. */
  harnessGapNs: nanoseconds.optional(),
});

const phase = z.looseObject({ name: z.string(), startNs: nanoseconds, endNs: nanoseconds });

/** What the workload's program said of itself on stdout; times by the instance's own clock. */
export const workloadReport = z.looseObject({
  workloadId: z.string(),
  operations: count,
  /** The instance's own idea of the window's length; only to check the host's. */
  windowNs: nanoseconds,
  /** Duration of single operations in the order they happened, at most 1,000. */
  samplesNs: z.array(nanoseconds).max(1000),
  /** True when the window held more operations than samples were kept. */
  samplesTruncated: z.boolean(),
  /** Hex digest of what the operations computed; compared with the workload's known answer. */
  result: z.string(),
  verified: z.boolean(),
});

const workloadExit = z.looseObject({
  kind: z.enum(['exited', 'signaled', 'exec-failed']),
  code: z.number().int(),
  userSeconds: z.number().nonnegative(),
  systemSeconds: z.number().nonnegative(),
  maxRssBytes: count,
});

const instance = z.looseObject({
  id: z.string(),
  /** Instants relative to the trial's originNs, by mark name. */
  marks: z.array(z.looseObject({ name: z.string(), tNs: nanoseconds })),
  /** Contiguous spans between marks, ascending; see the metric boot-time. In results documents, and in older raw records. */
  phases: z.array(phase).optional(),
  exit: workloadExit.optional(),
  report: workloadReport.optional(),
});

/**
 * One reading. Sampler ids: `cgroup` (cpuNs, memoryBytes, and of memory.stat: anonBytes, fileBytes with shared memory, shmemBytes, kernelBytes, mappedFileBytes,
 * where fileBytes holds shared memory too, as the kernel counts it), `vmm-memory` (QEMU smaps: ramBytes, otherAnonBytes, fileBytes, pssBytes, rssBytes),
 * `process-memory` (smaps_rollup of a container's supervisor and workload: supervisorAnonBytes, workloadPssBytes, …), `guest` (the guest's own view),
 * `io` (readBytes, writtenBytes: /proc/PID/io of the workload, or of QEMU), `host` (memAvailableBytes, …; instanceId is `host`).
 * `label` names readings taken at a known moment: `window-start`, `window-end`, `settled`, `end`; absent for periodic ones.
 */
const sample = z.looseObject({
  sampler: z.string(),
  tNs: nanoseconds,
  instanceId: z.string(),
  label: z.string().optional(),
  values: z.record(z.string(), z.number()),
});

const outcome = z.discriminatedUnion('status', [
  z.looseObject({ status: z.literal('completed') }),
  z.looseObject({ status: z.literal('failed'), code: z.string(), message: z.string(), detail: z.string() }),
  z.looseObject({ status: z.literal('timed-out'), step: z.string(), deadlineMs: count, message: z.string(), detail: z.string() }),
  z.looseObject({ status: z.literal('skipped'), code: z.string(), message: z.string() }),
]);

export const trialRecord = z.looseObject({
  record: z.literal('trial'),
  id: z.string(),
  scenario: scenarioId,
  environmentId: z.string(),
  workloadId: z.string(),
  block: count,
  /** Position in the realised order of the whole run, from 0. */
  order: count,
  repetition: count,
  warmup: z.boolean(),
  /** Host CLOCK_MONOTONIC of the launcher's first instruction, decimal. */
  originNs: z.string().regex(/^\d+$/),
  startedAt: z.string(),
  /** Host CLOCK_MONOTONIC at `startedAt`, decimal; absent in older records. */
  startedNs: z.string().regex(/^\d+$/).optional(),
  outcome,
  instances: z.array(instance),
  samples: z.array(sample),
  parameters: trialParameters.optional(),
  noise: trialNoise.optional(),
  /** What the scenario found besides marks and readings; see its own file for the names. */
  findings: trialParameters.optional(),
  /** CPU seconds the samplers themselves used during this trial. */
  samplerCpuSeconds: z.number().nonnegative().optional(),
});

const plannedTrial = z.looseObject({
  id: z.string(),
  scenario: scenarioId,
  environmentId: z.string(),
  workloadId: z.string(),
  block: count,
  repetition: count,
  warmup: z.boolean(),
  parameters: trialParameters.optional(),
});

export const profileName = z.enum(['quick', 'default', 'thorough']);

export const runRecord = z.looseObject({
  record: z.literal('run'),
  schemaVersion: z.literal(SCHEMA_VERSION),
  generator,
  id: z.string(),
  startedAt: z.string(),
  seed: count,
  profile: profileName,
  host,
  environments: z.array(environment),
  workloads: z.array(workload),
  /** Every trial of the run in the order in which it is to happen. */
  plan: z.array(plannedTrial),
  warnings: z.array(warning),
  stopRule: stopRule.optional(),
  /** Of a run that compares settings or revisions, interleaved; absent for others. */
  arms: z.array(runArm).optional(),
  /** What Twinbench's figures are off by on this host, measured by an earlier `calibrate`; absent when there was none that fits. */
  calibration: calibration.optional(),
  /** What separates instances from this host, found by an earlier `probe`; absent when there was none that fits. */
  isolation: isolation.optional(),
});

/** Closing line; `resumed` runs have one per completed invocation, the last one counts. */
const endRecord = z.looseObject({
  record: z.literal('end'),
  finishedAt: z.string(),
  stopReason: z.enum(['plan-done', 'precision-reached', 'decided', 'budget-ended', 'interrupted', 'failed']),
  /** Digest of the image after the last trial; must equal the environments' digest. */
  imageDigest: z.string(),
  warnings: z.array(warning),
});

export const rawLine = z.discriminatedUnion('record', [runRecord, trialRecord, endRecord]);

export type Generator = z.infer<typeof generator>;
export type Environment = z.infer<typeof environment>;
export type Workload = z.infer<typeof workload>;
export type Phase = z.infer<typeof phase>;
export type WorkloadReport = z.infer<typeof workloadReport>;
export type InstanceRecord = z.infer<typeof instance>;
export type Sample = z.infer<typeof sample>;
export type Outcome = z.infer<typeof outcome>;
export type TrialRecord = z.infer<typeof trialRecord>;
export type PlannedTrial = z.infer<typeof plannedTrial>;
export type RunRecord = z.infer<typeof runRecord>;
export type EndRecord = z.infer<typeof endRecord>;
export type TrialNoise = z.infer<typeof trialNoise>;
export type TrialParameters = z.infer<typeof trialParameters>;
export type StopRule = z.infer<typeof stopRule>;
export type StopReason = EndRecord['stopReason'];
export type Warning = z.infer<typeof warning>;
export type ProfileName = z.infer<typeof profileName>;
