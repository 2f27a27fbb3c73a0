/** One instance among those that a trial starts, from its start to the last trace of it. */

import { rm } from 'node:fs/promises';
import { BoundedText } from '../../runtimes/bounded-text.js';
import { toError } from '../../runtimes/errors.js';
import type { Instance, InstanceSpec, Mark, WorkloadExit } from '../../runtimes/runtime.js';
import type { InstanceRecord } from '../contract/record.js';
import { countOomKills } from './oom-kills.js';
import { type Ending, TrialError } from './outcome.js';
import { MarkLog, type SpecOptions, type TrialContext } from './scenario.js';
import { orAborted, withinDeadline } from './waiting.js';
import { findReport } from './workload-output.js';

const TAIL_CHARACTERS = 2_000;
/** Of the empty cgroup of an instance that was prepared and never started. */
const REMOVE_DEADLINE_MS = 5_000;

export class TrialInstance {
  readonly log = new MarkLog();
  readonly stdout = new BoundedText();
  readonly stderr = new BoundedText();
  #instance: Instance | undefined;
  #spec: InstanceSpec | undefined;
  #exit: WorkloadExit | undefined;
  #failure: Error | undefined;
  readonly #context: TrialContext;
  readonly #actions = new Map<Mark['name'], () => void>();

  constructor(context: TrialContext) {
    this.#context = context;
  }

  /** Makes folder and cgroup. */
  async prepare(index: number, options: SpecOptions = {}): Promise<void> {
    const hooks = { onMark: this.#record, onStdout: this.stdout.append, onStderr: this.stderr.append };
    this.#spec = await this.#context.makeSpec(index, hooks, options);
  }

  /** After `prepare`; resolves once the launcher was spawned. @throws InstanceError */
  async start(): Promise<Instance> {
    if (this.#spec === undefined) throw new Error('the instance was not prepared');
    const instance = await this.#context.runtime.start(this.#spec);
    this.#instance = instance;
    instance.exited.then(
      (exit) => {
        this.#exit = exit;
      },
      (error: unknown) => {
        this.#failure ??= toError(error);
      },
    );
    return instance;
  }

  get id(): string {
    return this.#spec?.id ?? '';
  }

  get running(): Instance {
    if (this.#instance === undefined) throw new Error('the instance was not started');
    return this.#instance;
  }

  /** @throws InstanceError, TrialInterruptedError */
  ready(): Promise<void> {
    return orAborted(this.running.ready, this.#context.signal);
  }

  /** Acts within the very call that stamps the next such mark, so that what it reads is of that instant. */
  onMark(name: Mark['name'], act: () => void): void {
    this.#actions.set(name, act);
  }

  /** Resolves at the mark, at once when it came before. @throws DeadlineError, TrialInterruptedError, InstanceError, TrialError – the workload ended before */
  async marked(name: Mark['name'], deadlineMs: number): Promise<void> {
    if (this.log.at(name) !== undefined) return;
    const arrival = new Promise<void>((resolve) => this.onMark(name, resolve));
    const ended = this.running.exited.then(() => this.requireAlive());
    await orAborted(withinDeadline(Promise.race([arrival, ended]), name, deadlineMs), this.#context.signal);
  }

  /** @throws TrialError – the workload has ended; or what the instance was lost by */
  async requireAlive(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#exit === undefined) return;
    const { kind, code } = this.#exit;
    const oomKills = await countOomKills(this.running, this.#spec ?? {});
    if (oomKills > 0) throw new TrialError('memory-limit', `${this.id} was killed at its memory limit`, this.#tail());
    throw new TrialError('workload-ended', `${this.id} ended too early (${kind} ${String(code)})`, this.#tail());
  }

  /** How the workload ended, for judging. @throws DeadlineError, TrialInterruptedError, InstanceError */
  async ending(deadlineMs: number): Promise<Ending> {
    const exit = await orAborted(withinDeadline(this.running.exited, 'workload', deadlineMs), this.#context.signal);
    return {
      exit,
      report: findReport(this.stdout),
      workloadId: this.#context.workloadId,
      stderrTail: this.#tail(),
      oomKills: await countOomKills(this.running, this.#spec ?? {}),
      memoryBytes: this.#spec?.resources.memoryBytes ?? 0,
    };
  }

  diagnostics(): string {
    return this.#instance?.diagnostics() ?? '';
  }

  /** Idempotent. @throws InstanceError `teardown-failed` */
  async stop(): Promise<void> {
    if (this.#instance !== undefined) return this.#instance.stop();
    await this.#spec?.cgroup?.remove(REMOVE_DEADLINE_MS);
    if (this.#spec !== undefined) await rm(this.#spec.directory, { recursive: true, force: true });
  }

  /** Instants relative to the trial's origin. */
  record(originNs: bigint): InstanceRecord {
    const marks = this.log.relative(originNs);
    const report = findReport(this.stdout);
    return {
      id: this.id,
      marks,
      ...(this.#exit === undefined ? {} : { exit: { ...this.#exit } }),
      ...(typeof report === 'string' ? {} : { report }),
    };
  }

  readonly #record = (mark: Mark): void => {
    this.log.record(mark);
    this.#actions.get(mark.name)?.();
  };

  #tail(): string {
    return this.stderr.tail(TAIL_CHARACTERS);
  }
}
