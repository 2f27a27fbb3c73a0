/**
 * Samples instances while they run: control groups on a steady schedule, everything else at known moments. The samplers' own CPU
 * time is reported, for it is spent on the host that is being measured.
 */
import type { Instance } from '../../runtimes/runtime.js';
import { openCgroup } from './cgroup.js';
import { SAMPLERS } from './index.js';
import { type Periodic, type PeriodicReader, startPeriodic } from './periodic.js';
import { PeriodicIo } from './periodic-io.js';
import { ioPids } from './process-io.js';
import type { Reading, Sampler, Source } from './source.js';

/**
 * 50 readings a second. Measured 2026-11-23 on a busy 2-core virtual host, one group with the four files of a hybrid host, three interleaved
 * windows of 8 s: the sampler takes 0.33 to 0.42 % of a core, this process 0.2 % (0.0 to 0.2 % without any sampling); the limit is 1 %. The
 * same from timers of this process took 1.5 to 1.9 %, two thirds of it for waking up.
 */
export const DEFAULT_PERIOD_MS = 20;

export interface SamplingOptions {
  /** Their cgroups must be known; process ids are looked at when they are needed. */
  readonly instances: readonly (Pick<Instance, 'id' | 'subjects' | 'guestView'> &
    Partial<Pick<Instance, 'ready' | 'guestExits'>>)[];
  /** RAM given to each guest, by which QEMU's mapping of it is recognised. */
  readonly guestRamBytes: number;
  /** Between two periodic readings of one instance; with N instances each is read N times less often. */
  readonly periodMs?: number;
  /** False: nothing is read but what is asked for. Default true. */
  readonly periodic?: boolean;
  /** Host CLOCK_MONOTONIC. */
  readonly now: () => bigint;
  readonly periodicReader: PeriodicReader;
}

export interface Sampling {
  /** Reads every cgroup at once, then the processes' I/O, inside the call: for marks, whose instant must be the reading's. */
  readCgroups(label: string): void;
  /** Reads everything: cgroups, then the processes' memory maps (a few ms), then what guests say of themselves. */
  readAll(label: string): Promise<void>;
  /**
   * Ends the schedule and closes all files. More calls end nothing, but return what was read since, too: a guest may answer late.
   * @throws Error – periodic readings are lost
   */
  stop(): Promise<Sampled>;
}

interface Sampled {
  /** Ascending in time. */
  readonly readings: readonly Reading[];
  /** CPU time that reading took: all of the periodic reader's, wake-ups included, and this process's for labelled readings. */
  readonly cpuSeconds: number;
}

/** Before it the periodic readings of I/O are of use, and only then. */
const WINDOW_START = 'window-start';

/** Starts the periodic readings. Sources that do not exist on this host or are gone are left out. */
export function startSampling(options: SamplingOptions): Sampling {
  return new RunningSampling(options);
}

class RunningSampling implements Sampling {
  readonly #options: SamplingOptions;
  readonly #labelled: Reading[] = [];
  readonly #groups: readonly { readonly instanceId: string; readonly source: Source; readonly periodic?: Periodic }[];
  /** Of a sole instance: with many there would be no end of slots, and they have no window of their own. */
  readonly #io: PeriodicIo | undefined;
  #cpuSeconds = 0;
  #ended: Promise<Sampled[]> | undefined;

  constructor(options: SamplingOptions) {
    this.#options = options;
    const groups = options.instances.flatMap(({ id, subjects }) => (subjects.cgroup ? [{ id, cgroup: subjects.cgroup }] : []));
    const periodMs = (options.periodMs ?? DEFAULT_PERIOD_MS) * groups.length;
    this.#groups = groups.map(({ id, cgroup }) => ({
      instanceId: id,
      ...(options.periodic === false ? {} : { periodic: startPeriodic(options.periodicReader, id, cgroup, periodMs) }),
      source: openCgroup(cgroup),
    }));
    const [sole, ...others] = options.instances;
    if (sole === undefined || others.length > 0) return;
    this.#io = new PeriodicIo(options.periodicReader, sole, () => ioPids(sole.subjects), options.periodMs ?? DEFAULT_PERIOD_MS);
  }

  readCgroups(label: string): void {
    if (label === WINDOW_START) this.#io?.end();
    this.#measureCpu(() => {
      for (const { instanceId, source } of this.#groups) this.#readOne(source, instanceId, label);
      this.#readInstances('marks', label);
    });
    for (const instance of this.#options.instances) void this.#readExits(instance, label);
  }

  async readAll(label: string): Promise<void> {
    this.readCgroups(label);
    this.#measureCpu(() => this.#readInstances('full', label));
    await Promise.all(this.#options.instances.map((instance) => this.#readGuest(instance, label)));
  }

  async stop(): Promise<Sampled> {
    this.#ended ??= this.#end();
    const periodic = await this.#ended;
    const readings = [...this.#labelled, ...periodic.flatMap((one) => one.readings)];
    return {
      readings: readings.sort((left, right) => Number(left.atNs - right.atNs)),
      cpuSeconds: periodic.reduce((sum, one) => sum + one.cpuSeconds, this.#cpuSeconds),
    };
  }

  #end(): Promise<Sampled[]> {
    for (const { source } of this.#groups) source.close();
    const windowNs = this.#labelled.find(({ label }) => label === WINDOW_START)?.atNs;
    const io = this.#io === undefined ? [] : [this.#io.stop(windowNs)];
    const periodic = this.#groups.flatMap((group) => (group.periodic === undefined ? [] : [group.periodic.stop()]));
    return Promise.all([...periodic, ...io]);
  }

  #measureCpu(work: () => void): void {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    this.#cpuSeconds += (user + system) / 1e6;
  }

  #readInstances(when: Sampler['at'], label: string): void {
    for (const { id, subjects } of this.#options.instances)
      for (const { at, open } of SAMPLERS) {
        const source = at === when ? open(subjects, this.#options.guestRamBytes) : undefined;
        if (source === undefined) continue;
        this.#readOne(source, id, label);
        source.close();
      }
  }

  #readOne(source: Source, instanceId: string, label: string): void {
    const atNs = this.#options.now();
    const values = source.read();
    if (values !== undefined) this.#labelled.push({ sampler: source.id, atNs, instanceId, label, values });
  }

  /** Source `kvm`: exits of all vCPUs since their start. */
  async #readExits(instance: SampledInstance, label: string): Promise<void> {
    const atNs = this.#options.now();
    const exits = await instance.guestExits?.();
    if (exits !== undefined) this.#labelled.push({ sampler: 'kvm', atNs, instanceId: instance.id, label, values: { exits } });
  }

  async #readGuest(instance: SampledInstance, label: string): Promise<void> {
    const atNs = this.#options.now();
    const values = await instance.guestView();
    if (values !== undefined) this.#labelled.push({ sampler: 'guest', atNs, instanceId: instance.id, label, values });
  }
}

type SampledInstance = SamplingOptions['instances'][number];
