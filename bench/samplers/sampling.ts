/**
 * Samples instances while they run: control groups on a steady schedule, everything else at known moments. The samplers' own CPU
 * time is reported, for it is spent on the host that is being measured.
 */
import type { Instance } from '../../runtimes/runtime.js';
import { openCgroup } from './cgroup.js';
import { openProcessMemory } from './process-memory.js';
import type { Source, Values } from './source.js';
import { openVmmMemory } from './vmm-memory.js';

/**
 * 20 readings a second. Measured 2026-11-23 on a 2-core virtual host, the four v1 files, idle otherwise: this process spends 0.8 % of a core
 * at this rate and 1.7 % at 50 a second, two thirds of it for waking up; the limit is 1 %.
 */
export const DEFAULT_PERIOD_MS = 50;

/** One reading, not yet relative to a trial's origin. */
export interface Reading {
  readonly sampler: string;
  /** Host CLOCK_MONOTONIC just before the reading. */
  readonly atNs: bigint;
  readonly instanceId: string;
  /** Absent for periodic readings. */
  readonly label?: string;
  readonly values: Readonly<Values>;
}

export interface SamplingOptions {
  /** Their cgroups must be known; process ids are looked at when they are needed. */
  readonly instances: readonly Pick<Instance, 'id' | 'subjects' | 'guestView'>[];
  /** RAM given to each guest, by which QEMU's mapping of it is recognised. */
  readonly guestRamBytes: number;
  /** Between two periodic readings of one instance; with N instances each is read N times less often. */
  readonly periodMs?: number;
  /** Host CLOCK_MONOTONIC. */
  readonly now: () => bigint;
  /** Called in the order of the readings. */
  readonly onReading: (reading: Reading) => void;
}

export interface Sampling {
  /** Reads every cgroup at once, inside the call: for marks, whose instant must be the reading's. */
  readCgroups(label: string): void;
  /** Reads everything: cgroups, then the processes' memory maps (a few ms), then what guests say of themselves. */
  readAll(label: string): Promise<void>;
  /** Ends the schedule and closes all files; more calls change nothing. Returns the CPU seconds that reading took. */
  stop(): number;
}

/** Starts at once with a reading. Sources that do not exist on this host or are gone are left out. */
export function startSampling(options: SamplingOptions): Sampling {
  const cost = new CpuCost();
  const groups = options.instances.flatMap(({ id, subjects }) =>
    subjects.cgroup === undefined ? [] : [{ instanceId: id, source: openCgroup(subjects.cgroup) }],
  );
  const readCgroups = (label?: string) => {
    cost.measure(() => {
      for (const { instanceId, source } of groups) readOne(source, instanceId, options, label);
    });
  };
  const periodMs = (options.periodMs ?? DEFAULT_PERIOD_MS) * Math.max(1, groups.length);
  const stopSchedule = everyPeriod(periodMs, () => readCgroups());
  return {
    readCgroups,
    readAll: async (label) => {
      readCgroups(label);
      cost.measure(() => {
        for (const instance of options.instances) readMemoryMaps(instance, options, label);
      });
      await Promise.all(options.instances.map((instance) => readGuest(instance, options, label)));
    },
    stop: () => {
      stopSchedule();
      for (const { source } of groups) source.close();
      return cost.seconds;
    },
  };
}

/** User and system time of this process around its readings; a timer's own wake-up, some 20 µs, is not in it. */
class CpuCost {
  seconds = 0;

  measure(work: () => void): void {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    this.seconds += (user + system) / 1e6;
  }
}

/** Calls `work` now and at every multiple of the period from now on; a late call does not move the ones after it, a missed one is left out. */
function everyPeriod(periodMs: number, work: () => void): () => void {
  const startMs = performance.now();
  let timer: NodeJS.Timeout;
  const tick = () => {
    work();
    const elapsedMs = performance.now() - startMs;
    // Rounded, because a timer may fire up to a millisecond early.
    const nextMs = (Math.round(elapsedMs / periodMs) + 1) * periodMs;
    timer = setTimeout(tick, nextMs - elapsedMs);
  };
  tick();
  return () => clearTimeout(timer);
}

function readOne(source: Source, instanceId: string, { now, onReading }: SamplingOptions, label: string | undefined): void {
  const atNs = now();
  const values = source.read();
  if (values !== undefined) onReading({ sampler: source.id, atNs, instanceId, ...(label !== undefined && { label }), values });
}

type Sampled = SamplingOptions['instances'][number];

function readMemoryMaps({ id, subjects }: Sampled, options: SamplingOptions, label: string): void {
  const source = memoryMaps(subjects, options.guestRamBytes);
  if (source !== undefined) readOne(source, id, options, label);
}

function memoryMaps({ vmmPid, supervisorPid, workloadPid }: Sampled['subjects'], guestRamBytes: number): Source | undefined {
  if (vmmPid !== undefined) return openVmmMemory(vmmPid, guestRamBytes);
  if (supervisorPid === undefined) return undefined;
  return openProcessMemory({ supervisor: supervisorPid, ...(workloadPid !== undefined && { workload: workloadPid }) });
}

async function readGuest(instance: Sampled, { now, onReading }: SamplingOptions, label: string): Promise<void> {
  const atNs = now();
  const values = await instance.guestView();
  if (values !== undefined) onReading({ sampler: 'guest', atNs, instanceId: instance.id, label, values });
}
