/** The instances of one trial: whatever happens, all of them are gone at its end. */
import type { Outcome, TrialParameters } from '../contract/record.js';
import { judgeError } from './outcome.js';
import type { Observation, Sampling, SpecOptions, TrialContext } from './scenario.js';
import { TrialInstance } from './trial-instance.js';

/** Stopped at the same time: each guest's shutdown takes CPU time, and has a deadline. */
const STOP_TOGETHER = 8;

export class InstanceGroup {
  readonly members: TrialInstance[] = [];
  readonly context: TrialContext;
  readonly #samplings: Sampling[] = [];

  constructor(context: TrialContext) {
    this.context = context;
  }

  /** Origin of the trial: the first launcher's first instruction; 0 when none was started. */
  originNs(): bigint {
    const origins = this.members.map(({ log }) => log.originNs()).filter((origin) => origin > 0n);
    return origins.sort((left, right) => Number(left - right))[0] ?? 0n;
  }

  /** A member is known before it is started, so that whatever was half made is stopped, too. @throws InstanceError */
  async start(): Promise<TrialInstance> {
    const member = await this.prepare();
    await member.start();
    return member;
  }

  /** One more member, gone again as soon as it was ready. @throws InstanceError */
  async cycle(): Promise<void> {
    const member = await this.start();
    await member.ready();
    await member.stop();
  }

  async prepare(options: SpecOptions = {}): Promise<TrialInstance> {
    const member = new TrialInstance(this.context);
    this.members.push(member);
    await member.prepare(this.members.length - 1, options);
    return member;
  }

  watch(member: TrialInstance, options: { readonly periodic: boolean }): Sampling {
    const sampling = this.context.startSampling(member.instance, () => this.originNs(), options);
    this.#samplings.push(sampling);
    return sampling;
  }

  /**
   * From start to all gone: every expected failure becomes an outcome, and a failed teardown outweighs whatever came before.
   * @throws TrialInterruptedError, and bugs – after everything was torn down
   */
  async observe(run: (fleet: InstanceGroup) => Promise<Outcome>): Promise<Observation> {
    const outcome = await this.#live(run).catch((error: unknown) => judgeError(error, ''));
    const sampled = await Promise.all(this.#samplings.map((sampling) => sampling.stop()));
    const originNs = this.originNs();
    return {
      originNs,
      outcome,
      instances: this.members.filter(({ id }) => id !== '').map((member) => member.record(originNs)),
      samples: sampled.flatMap(({ samples }) => samples),
      samplerCpuSeconds: sampled.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    };
  }

  async stopAll(): Promise<void> {
    const problems: unknown[] = [];
    for (let first = 0; first < this.members.length; first += STOP_TOGETHER) {
      const stops = this.members.slice(first, first + STOP_TOGETHER).map((member) => member.stop());
      for (const stop of await Promise.allSettled(stops)) if (stop.status === 'rejected') problems.push(stop.reason);
    }
    if (problems.length > 0) throw problems[0];
  }

  /** @throws what any member was lost by */
  async requireAllAlive(): Promise<void> {
    for (const member of this.members) await member.requireAlive();
  }

  async #live(run: (fleet: InstanceGroup) => Promise<Outcome>): Promise<Outcome> {
    try {
      return await run(this);
    } catch (error) {
      return judgeError(error, this.members.at(-1)?.diagnostics() ?? '');
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
