/**
 * The command as an ordinary child process of the harness, straight from the image's files: no launcher, no supervisor, no cgroup, no
 * chroot. What `bare` is held against to say what Twinbench itself costs a workload; it compares with nothing else.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { InstanceError } from '../errors.js';
import { filesBelow, type Image } from '../images/image.js';
import { removeInstanceFolder } from '../launcher/instance-folder.js';
import type { Instance, InstanceSpec, MarkName, Runtime, RuntimeFacts, WorkloadExit } from '../runtime.js';

const MARK_FD = 3;
/** What the workload's program writes to its mark descriptor: see the supervisor's protocol. */
const MARK_OF: Readonly<Record<string, MarkName>> = { S: 'workload-start', B: 'window-start', E: 'window-end' };
/** Node does not report signals by number; the workload's own end is all that matters here. */
const KILLED = 9;

export class PlainRuntime implements Runtime {
  readonly kind = 'bare';

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  facts(): Promise<RuntimeFacts> {
    return Promise.resolve({ id: 'plain', version: '1' });
  }

  files(image: Image): Promise<string[]> {
    return filesBelow(image.rootfs);
  }

  start(spec: InstanceSpec): Promise<Instance> {
    return Promise.resolve(new PlainInstance(spec));
  }
}

class PlainInstance implements Instance {
  readonly id: string;
  readonly subjects = {};
  readonly ready: Promise<void>;
  readonly exited: Promise<WorkloadExit>;
  readonly #spec: InstanceSpec;
  readonly #child: ChildProcess;

  constructor(spec: InstanceSpec) {
    this.id = spec.id;
    this.#spec = spec;
    this.#mark('spawn');
    this.#child = spawnCommand(spec);
    this.#listen();
    this.ready = this.#started();
    this.exited = this.#ended();
    this.ready.catch(() => undefined);
    this.exited.catch(() => undefined);
  }

  writeStdin(): Promise<void> {
    return Promise.resolve();
  }

  endStdin(): void {
    this.#child.stdin?.end();
  }

  kill(signal: number): void {
    this.#child.kill(signal);
  }

  guestView(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  diagnostics(): string {
    return '';
  }

  async stop(): Promise<void> {
    this.#mark('stop-requested');
    if (this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined) {
      const gone = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await gone;
    }
    await this.#spec.cgroup?.remove(this.#spec.deadlines.stopMs);
    await removeInstanceFolder(this.#spec.directory);
    this.#mark('stopped');
  }

  #mark(name: MarkName): void {
    this.#spec.onMark({ name, atNs: process.hrtime.bigint() });
  }

  #listen(): void {
    const { onStdout, onStderr } = this.#spec;
    this.#child.stdout?.on('data', (chunk: Buffer) => void onStdout(chunk));
    this.#child.stderr?.on('data', (chunk: Buffer) => void onStderr(chunk));
    this.#child.stdio[MARK_FD]?.on('data', (chunk: Buffer) => {
      for (const letter of chunk.toString('latin1')) {
        const name = MARK_OF[letter];
        if (name !== undefined) this.#mark(name);
      }
    });
  }

  async #started(): Promise<void> {
    await this.#orFailed(once(this.#child, 'spawn'));
    this.#mark('launcher-start');
    this.#mark('ready');
  }

  /** `close` comes after the last output. Node does not report the resources of its children. */
  async #ended(): Promise<WorkloadExit> {
    await this.#orFailed(once(this.#child, 'close'));
    this.#mark('workload-exit');
    const code = this.#child.exitCode;
    const nothing = { userSeconds: 0, systemSeconds: 0, maxRssBytes: 0 };
    return code === null ? { kind: 'signaled', code: KILLED, ...nothing } : { kind: 'exited', code, ...nothing };
  }

  /** `once` rejects with the child's error event. */
  async #orFailed(event: Promise<unknown>): Promise<void> {
    try {
      await event;
    } catch (error) {
      throw new InstanceError('launch-failed', `the program could not be started: ${String(error)}`);
    }
  }
}

/** Paths of the image are taken from its folder on the host. */
function spawnCommand({ image, command }: InstanceSpec): ChildProcess {
  const [program, ...args] = command.argv.map((word) => (word.startsWith('/') ? path.join(image.rootfs, word) : word));
  if (program === undefined) throw new InstanceError('launch-failed', 'the command is empty');
  return spawn(program, args, {
    env: { ...command.env, TWINBENCH_MARK_FD: String(MARK_FD) },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
}
