/**
 * The scenario `density`: N identical idle instances, step by step, all alive together. Readings of the host before the first (`settled-0`)
 * and after each settled step (`settled-K`); at the last step all of every instance's own accounting (`settled`).
 * Parameters: `instances` N, or `auto` for as many as the host bears; `memoryBytes` of each; `windowMs`, which outlasts the trial; `settleMs`
 * from a step to its first reading, where it is not to be the usual time.
 * Finding `stoppedBecause`: `count-reached`, `memory-budget`, `descriptor-limit`, `process-limit` or `time-budget`.
 */
import { HOST_SAMPLER, readHostMemory, readOthersMemory } from '../samplers/host-memory.js';
import type { Values } from '../samplers/source.js';
import { garbageCollector } from '../workloads/garbage.js';
import { summarizeDensity } from './density-summary.js';
import { type BudgetEnd, whyNoRoom } from './host-budget.js';
import { InstanceGroup, wholeParameter } from './instance-group.js';
import { TrialError } from './outcome.js';
import { idleSection, OUTLASTS_MS } from './plan-section.js';
import type { Observation, Scenario, TrialContext } from './scenario.js';
import { pause } from './waiting.js';

export const density: Scenario = {
  id: 'density',
  profiles: ['thorough'],
  plan: (request) => {
    const { densityInstances: instances, densityMemoryBytes: memoryBytes, waits: { densitySettleMs: settleMs } = {} } = request;
    const parameters = { instances, memoryBytes, windowMs: OUTLASTS_MS, ...(settleMs !== undefined && { settleMs }) };
    return idleSection(request, 'density', { quick: 1, default: 1, thorough: 3 }, parameters);
  },
  run: (context) => new DensityTrial(context).observe(),
  summarize: summarizeDensity,
};

/** Most instances with `auto`: a slope is known long before, and more would only take longer. */
const AUTO_INSTANCES = 256;
/** A trial ends in time even where instances are slow to start. */
const TIME_BUDGET_MS = 600_000;
/** As many points as make a slope; more instances come in larger steps. */
const STEPS = 20;
/** From `ready` to a workload at rest, in a guest that is emulated beside many others. */
const REST_DEADLINE_MS = 120_000;
/** A new process gives back part of its start's memory about half a second after it. */
const SETTLE_MS = 600;
/** Of that time, until the next reading. */
const SETTLE_PERIOD_RATIO = 1 / 3;
/** Two readings count as one level when they differ by less than the kernel's per-CPU counters may be off. */
const SETTLED_BYTES = 512 * 1024;
const SETTLE_ROUNDS = 15;

interface HostReading {
  readonly atNs: bigint;
  readonly label: string;
  readonly values: Values;
}

class DensityTrial {
  readonly #group: InstanceGroup;
  readonly #context: TrialContext;
  readonly #host: HostReading[] = [];
  readonly #collectGarbage = garbageCollector();
  readonly #deadlineMs = performance.now() + TIME_BUDGET_MS;
  #stoppedBecause: BudgetEnd | 'count-reached' | 'time-budget' | undefined;

  constructor(context: TrialContext) {
    this.#context = context;
    this.#group = new InstanceGroup(context);
  }

  async observe(): Promise<Observation> {
    const observation = await this.#group.observe(async () => {
      await this.#fill();
      await this.#account();
      return { status: 'completed' };
    });
    const samples = this.#host.map(({ atNs, label, values }) => ({
      sampler: HOST_SAMPLER,
      tNs: Number(atNs - observation.originNs),
      instanceId: HOST_SAMPLER,
      label,
      values,
    }));
    return {
      ...observation,
      samples: [...samples, ...observation.samples].sort((left, right) => left.tNs - right.tNs),
      ...(this.#stoppedBecause !== undefined && { findings: { stoppedBecause: this.#stoppedBecause } }),
    };
  }

  async #fill(): Promise<void> {
    await this.#settle();
    while (this.#stoppedBecause === undefined) {
      const step = this.#nextStep();
      this.#stoppedBecause = this.#whyStop(step);
      if (this.#stoppedBecause !== undefined) break;
      await this.#addStep(step);
    }
    if (this.#group.instances.length === 0) throw new TrialError(this.#stoppedBecause, 'not enough free memory for one instance');
  }

  async #addStep(step: number): Promise<void> {
    for (let started = 0; started < step; started += 1) await (await this.#group.start()).ready();
    for (const instance of this.#group.instances.slice(-step)) await instance.marked('window-start', REST_DEADLINE_MS);
    await this.#settle();
    await this.#group.requireAllAlive();
  }

  #wanted(): number {
    const { instances } = this.#context.parameters;
    return typeof instances === 'number' ? instances : AUTO_INSTANCES;
  }

  #nextStep(): number {
    const { instances } = this.#context.parameters;
    const alive = this.#group.instances.length;
    const step = typeof instances === 'number' ? Math.round(instances / STEPS) : Math.floor(alive / 10);
    return Math.min(Math.max(1, step), this.#wanted() - alive);
  }

  #whyStop(step: number): BudgetEnd | 'count-reached' | 'time-budget' | undefined {
    if (step <= 0) return 'count-reached';
    if (performance.now() > this.#deadlineMs) return 'time-budget';
    const values = readHostMemory();
    const { memTotalBytes, memAvailableBytes } = values ?? {};
    if (memTotalBytes === undefined || memAvailableBytes === undefined) return 'memory-budget';
    return whyNoRoom({ memTotalBytes, memAvailableBytes }, step, this.#predictedBytes());
  }

  /** Of the next instance: what the dearest step so far took of each, with a margin; its limit before there was one. */
  #predictedBytes(): number {
    const levels = this.#host.map(({ values, label }) => ({
      instances: Number(label.slice('settled-'.length)),
      bytes: values['memAvailableBytes'] ?? 0,
    }));
    const costs = levels.slice(1).map(({ instances, bytes }, index) => {
      const before = levels[index];
      return before === undefined ? 0 : (before.bytes - bytes) / (instances - before.instances);
    });
    const limitBytes = this.#context.parameters['memoryBytes'];
    if (costs.length === 0) return typeof limitBytes === 'number' ? limitBytes : 0;
    return Math.max(0, ...costs) * 1.2;
  }

  /** Keeps the reading at which the host has come to rest, or the last one. */
  async #settle(): Promise<void> {
    const { signal, parameters } = this.#context;
    // This process's own garbage, 10 to 30 MiB of it, would be counted as the instances'.
    this.#collectGarbage();
    const settleMs = 'settleMs' in parameters ? wholeParameter(parameters, 'settleMs') : SETTLE_MS;
    await pause(settleMs, signal);
    let reading = this.#readHost();
    for (let round = 0; round < SETTLE_ROUNDS; round += 1) {
      await pause(settleMs * SETTLE_PERIOD_RATIO, signal);
      const before = reading;
      reading = this.#readHost();
      if (Math.abs(readAvailable(before) - readAvailable(reading)) <= SETTLED_BYTES) break;
    }
    this.#host.push({ ...reading, values: { ...reading.values, ...readOthersMemory() } });
  }

  /** @throws TrialError – the host tells nothing of its memory */
  #readHost(): HostReading {
    const atNs = process.hrtime.bigint();
    const values = readHostMemory();
    if (values === undefined) throw new TrialError('no-meminfo', '/proc/meminfo does not say how much memory is available');
    return { atNs, label: `settled-${String(this.#group.instances.length)}`, values };
  }

  /** One after the other: each opens the files of its group only for its turn. */
  async #account(): Promise<void> {
    for (const instance of this.#group.instances) {
      const sampling = this.#group.watch(instance, { periodic: false });
      await sampling.readAll('settled');
      await sampling.stop();
    }
  }
}

function readAvailable({ values }: HostReading): number {
  return values['memAvailableBytes'] ?? 0;
}
