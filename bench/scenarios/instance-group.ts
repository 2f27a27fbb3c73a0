/** The instances of one trial: whatever happens, all of them are gone at its end. */
import type { Outcome, TrialParameters } from '../contract/record.js';
import { judgeError } from './outcome.js';
import type { Observation, Sampling, SamplingChoice, SpecOptions, TrialContext } from './scenario.js';
import { TrialInstance } from './trial-instance.js';

/** Stopped at the same time: each guest's shutdown takes CPU time, and has a deadline. */
const STOP_TOGETHER = 8;

export class InstanceGroup {
  readonly instances: TrialInstance[] = [];
  readonly context: TrialContext;
  readonly #samplings: Sampling[] = [];

  constructor(context: TrialContext) {
    this.context = context;
  }

  /** Origin of the trial: the first launcher's first instruction; 0 when none was started. */
  originNs(): bigint {
    const origins = this.instances.map(({ log }) => log.originNs()).filter((origin) => origin > 0n);
    return origins.sort((left, right) => Number(left - right))[0] ?? 0n;
  }

  /** A instance is known before it is started, so that whatever was half made is stopped, too. @throws InstanceError */
  async start(): Promise<TrialInstance> {
    const instance = await this.prepare();
    await instance.start();
    return instance;
  }

  /** One more instance, gone again as soon as it was ready. @throws InstanceError */
  async cycle(): Promise<void> {
    const instance = await this.start();
    await instance.ready();
    await instance.stop();
  }

  async prepare(options: SpecOptions = {}): Promise<TrialInstance> {
    const instance = new TrialInstance(this.context);
    this.instances.push(instance);
    await instance.prepare(this.instances.length - 1, options);
    return instance;
  }

  watch(instance: TrialInstance, choice: SamplingChoice = {}): Sampling {
    const sampling = this.context.startSampling(instance.running, () => this.originNs(), choice);
    this.#samplings.push(sampling);
    return sampling;
  }

  /**
   * From start to all gone: every expected failure becomes an outcome, and a failed teardown outweighs whatever came before.
   * @throws TrialInterruptedError, and bugs – after everything was torn down
   */
  async observe(run: (group: InstanceGroup) => Promise<Outcome>): Promise<Observation> {
    const outcome = await this.#live(run).catch((error: unknown) => judgeError(error, ''));
    const sampled = await Promise.all(this.#samplings.map((sampling) => sampling.stop()));
    const originNs = this.originNs();
    return {
      originNs,
      outcome,
      instances: this.instances.filter(({ id }) => id !== '').map((instance) => instance.record(originNs)),
      samples: sampled.flatMap(({ samples }) => samples),
      samplerCpuSeconds: sampled.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    };
  }

  async stopAll(): Promise<void> {
    const problems: unknown[] = [];
    for (let first = 0; first < this.instances.length; first += STOP_TOGETHER) {
      const stops = this.instances.slice(first, first + STOP_TOGETHER).map((instance) => instance.stop());
      for (const stop of await Promise.allSettled(stops)) if (stop.status === 'rejected') problems.push(stop.reason);
    }
    if (problems.length > 0) throw problems[0];
  }

  /** @throws what any instance was lost by */
  async requireAllAlive(): Promise<void> {
    for (const instance of this.instances) await instance.requireAlive();
  }

  async #live(run: (group: InstanceGroup) => Promise<Outcome>): Promise<Outcome> {
    try {
      return await run(this);
    } catch (error) {
      return judgeError(error, this.instances.at(-1)?.diagnostics() ?? '');
    } finally {
      await Promise.allSettled(this.#samplings.map((sampling) => sampling.stop()));
      await this.stopAll();
    }
  }
}

/** A whole number that the plan tells the trial. @throws Error – a plan without it is a bug */
export function wholeParameter(parameters: TrialParameters, name: string): number {
  const value = parameters[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new Error(`the plan lacks the parameter ${name}, a whole number`);
  return value;
}
