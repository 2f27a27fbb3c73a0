/** The probe program in one instance. What it says is kept within bounds, and waited for no longer than a deadline. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PROBE } from '../../runtimes/images/probe-image.js';
import type { Instance, InstanceSpec, WorkloadExit } from '../../runtimes/runtime.js';
import { HostError } from '../contract/errors.js';
import type { HostSession } from '../harness/host-session.js';
import type { OpenEnvironment } from '../harness/trial-context.js';
import { MAX_OUTPUT_BYTES } from './probes/answers.js';

const STOP_DEADLINE_MS = 15_000;
/** An emulated guest on a busy host takes some ten seconds. */
const ANSWER_DEADLINE_MS = 120_000;
const MAX_STDERR_BYTES = 4096;

/** Text of at most so many bytes; what is beyond them is dropped, and known to be. */
class BoundedText {
  readonly #most: number;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= this.#most) this.#chunks.push(chunk);
  }

  get isOver(): boolean {
    return this.#bytes > this.#most;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}

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
  static async start(
    workshop: HostSession,
    open: OpenEnvironment,
    name: string,
    args: readonly string[],
  ): Promise<ProbeInstance> {
    const [stdout, stderr] = [new BoundedText(MAX_OUTPUT_BYTES), new BoundedText(MAX_STDERR_BYTES)];
    const spec = await makeSpec(workshop, open, name, args, { stdout, stderr });
    return new ProbeInstance(await open.runtime.start(spec), open.id, stdout, stderr);
  }

  get stdout(): string {
    return this.#stdout.text;
  }

  get stderr(): string {
    return this.#stderr.text;
  }

  /** @throws InstanceError, HostError – it takes too long or says too much */
  async ended(): Promise<WorkloadExit> {
    const exit = await this.#within(this.instance.exited, 'the probe did not end');
    if (this.#stdout.isOver)
      throw new HostError(`${this.#environmentId}: the probe says more than ${String(MAX_OUTPUT_BYTES)} bytes`);
    return exit;
  }

  /** Sends one line and waits for one more line of stdout. False when none comes, or the instance has ended. */
  async answers(): Promise<boolean> {
    const wanted = countLines(this.stdout) + 1;
    try {
      await this.#within(Promise.race([this.instance.writeStdin(Buffer.from('\n')), this.instance.exited]), '');
      await this.#within(Promise.race([this.#lines(wanted), this.instance.exited]), '');
    } catch {
      return false;
    }
    return countLines(this.stdout) >= wanted;
  }

  async #lines(wanted: number): Promise<void> {
    const deadlineMs = performance.now() + ANSWER_DEADLINE_MS;
    while (countLines(this.stdout) < wanted && performance.now() < deadlineMs) await sleep(20);
  }

  async #within<T>(promise: Promise<T>, complaint: string): Promise<T> {
    const timer = new AbortController();
    const late = sleep(ANSWER_DEADLINE_MS, undefined, { signal: timer.signal }).then(() => {
      throw new HostError(`${this.#environmentId}: ${complaint} within ${String(ANSWER_DEADLINE_MS / 1000)} s`);
    });
    late.catch(() => undefined);
    try {
      return await Promise.race([promise, late]);
    } finally {
      timer.abort();
    }
  }
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

async function makeSpec(
  workshop: HostSession,
  open: OpenEnvironment,
  name: string,
  args: readonly string[],
  { stdout, stderr }: { readonly stdout: BoundedText; readonly stderr: BoundedText },
): Promise<InstanceSpec> {
  const id = `${workshop.idPrefix}-${name}`;
  const cgroup = await open.makeCgroup(id);
  return {
    id,
    directory: await workshop.instanceFolder(id),
    image: workshop.image,
    command: { argv: [PROBE, ...args], env: {}, cwd: '/', uid: 0, gid: 0 },
    resources: open.resources,
    deadlines: { bootMs: open.bootDeadlineMs, stopMs: STOP_DEADLINE_MS },
    onStdout: (chunk) => stdout.take(chunk),
    onStderr: (chunk) => stderr.take(chunk),
    onMark: () => undefined,
    ...(cgroup === undefined ? {} : { cgroup }),
  };
}
