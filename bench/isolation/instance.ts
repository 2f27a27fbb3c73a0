/** The probe program in one instance. What it says is kept within bounds, and waited for no longer than a deadline. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BoundedText } from '../../runtimes/bounded-text.js';
import { inTime, within } from '../../runtimes/deferred.js';
import { PROBE } from '../../runtimes/images/probe-image.js';
import type { Instance, WorkloadExit } from '../../runtimes/runtime.js';
import { HostError } from '../contract/errors.js';
import type { HostSession } from '../harness/host-session.js';
import { makeInstanceSpec, type OpenEnvironment } from '../harness/instance-spec.js';
import { MAX_OUTPUT_BYTES } from './probes/answers.js';

/** An emulated guest on a busy host takes some ten seconds. */
const ANSWER_DEADLINE_MS = 120_000;
const MAX_STDERR_BYTES = 4096;

export class ProbeInstance {
  readonly instance: Instance;
  readonly #environmentId: string;
  readonly #stdout: BoundedText;
  readonly #stderr: BoundedText;

  private constructor(instance: Instance, environmentId: string, stdout: BoundedText, stderr: BoundedText) {
    this.instance = instance;
    this.#environmentId = environmentId;
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  /** `name` tells the instances of one command apart. @throws InstanceError */
  static async start(session: HostSession, open: OpenEnvironment, name: string, args: readonly string[]): Promise<ProbeInstance> {
    const [stdout, stderr] = [new BoundedText(MAX_OUTPUT_BYTES), new BoundedText(MAX_STDERR_BYTES)];
    const spec = await makeInstanceSpec(session, open, {
      name,
      command: { argv: [PROBE, ...args], env: {}, cwd: '/', uid: 0, gid: 0 },
      onStdout: stdout.append,
      onStderr: stderr.append,
    });
    return new ProbeInstance(await open.runtime.start(spec), open.id, stdout, stderr);
  }

  get stdout(): string {
    return this.#stdout.text();
  }

  get stderr(): string {
    return this.#stderr.text();
  }

  /** @throws InstanceError, HostError – it takes too long or says too much */
  async ended(): Promise<WorkloadExit> {
    const exit = await inTime(this.instance.exited, ANSWER_DEADLINE_MS, () =>
      this.#error(`the probe did not end within ${String(ANSWER_DEADLINE_MS / 1000)} s`),
    );
    if (this.#stdout.overflowed) throw this.#error(`the probe says more than ${String(MAX_OUTPUT_BYTES)} bytes`);
    return exit;
  }

  /** Sends one line and waits for one more line of stdout. False when none comes, or the instance has ended. */
  async answers(): Promise<boolean> {
    const wanted = countLines(this.stdout) + 1;
    const answered = this.instance.writeStdin(Buffer.from('\n')).then(() => this.#lines(wanted));
    await within(Promise.race([answered, this.instance.exited]), ANSWER_DEADLINE_MS).catch(() => undefined);
    return countLines(this.stdout) >= wanted;
  }

  async #lines(wanted: number): Promise<void> {
    const deadlineMs = performance.now() + ANSWER_DEADLINE_MS;
    while (countLines(this.stdout) < wanted && performance.now() < deadlineMs) await sleep(20);
  }

  #error(complaint: string): HostError {
    return new HostError(`${this.#environmentId}: ${complaint}`);
  }
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}
