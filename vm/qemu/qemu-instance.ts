/** One virtual machine from spawn to the last trace of it. */

import { Deferred, within } from '../../runtimes/deferred.js';
import { formatError, InstanceError } from '../../runtimes/errors.js';
import { removeInstanceFolder } from '../../runtimes/launcher/instance-folder.js';
import type { LaunchEvent } from '../../runtimes/launcher/launch-events.js';
import type { GuestView, Instance, InstanceSpec, MarkName, WorkloadExit } from '../../runtimes/runtime.js';
import { SupervisorChannel } from '../../runtimes/supervisor/channel.js';
import { MARK_BYTES } from '../../runtimes/supervisor/messages.js';
import type { VmmSpec } from './arguments.js';
import { Vmm, type VmmPlacement } from './vmm.js';
import { explainEnd, explainPause, explainTimeout, type VmStep } from './vmm-failure.js';

const GRACE_MS = 1_000;
const VIEW_TIMEOUT_MS = 2_000;
/** A mark's byte and the exit travel by different sockets; the byte was sent first and is waited for this long. */
const MARK_LAG_MS = 500;
const QUIT_TIMEOUT_MS = 1_000;

export class QemuInstance implements Instance {
  readonly id: string;
  readonly subjects: Instance['subjects'];
  readonly ready: Promise<void>;
  readonly exited: Promise<WorkloadExit>;
  readonly #spec: InstanceSpec;
  readonly #accelerator: VmmSpec['accelerator'];
  readonly #vmm: Vmm;
  readonly #channel: SupervisorChannel;
  readonly #marks = new Map<MarkName, Deferred<void>>();
  readonly #failure = new Deferred<never>();
  #step: VmStep = 'vmm';
  #endExpected = false;
  #stopped: Promise<void> | undefined;

  constructor(spec: InstanceSpec, vmmSpec: VmmSpec, placement: VmmPlacement) {
    this.id = spec.id;
    this.#spec = spec;
    this.#accelerator = vmmSpec.accelerator;
    this.subjects = spec.cgroup === undefined ? {} : { cgroup: spec.cgroup };
    this.#vmm = new Vmm(vmmSpec, placement, {
      onLaunchEvent: (event) => this.#takeLaunchEvent(event),
      onMarkByte: (byte, atNs) => this.#takeMarkByte(byte, atNs),
      onPaused: () => this.#fail(explainPause(this.#lastWords())),
    });
    this.#mark('spawn', this.#vmm.spawnNs);
    this.#channel = this.#openChannel();
    void this.#vmm.ended.then((end) => {
      if (!this.#endExpected) this.#fail(explainEnd(end, this.#lastWords()));
    });
    void this.#channel.lost.then((failure) => this.#takeLoss(failure));
    this.ready = this.#boot();
    this.exited = this.#awaitExit();
    this.ready.catch(() => undefined);
    this.exited.catch(() => undefined);
  }

  writeStdin(chunk: Uint8Array): Promise<void> {
    return this.#channel.writeStdin(chunk);
  }

  endStdin(): void {
    this.#channel.endStdin();
  }

  kill(signal: number): void {
    this.#channel.kill(signal);
  }

  guestView(): Promise<GuestView | undefined> {
    return this.#channel.requestView(VIEW_TIMEOUT_MS);
  }

  async guestExits(): Promise<number | undefined> {
    return this.#accelerator === 'kvm' ? this.#vmm.exits(VIEW_TIMEOUT_MS).catch(() => undefined) : undefined;
  }

  diagnostics(): string {
    return [this.#vmm.stderrTail, this.#vmm.consoleTail].filter((text) => text !== '').join('\n');
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#tearDown();
    return this.#stopped;
  }

  #openChannel(): SupervisorChannel {
    const { onStdout, onStderr, command, id, delaysMs } = this.#spec;
    const channel = new SupervisorChannel(this.#vmm.control, {
      onStdout,
      onStderr,
      onMark: () => undefined,
    });
    try {
      channel.configure({ command, hostname: id, delayMs: delaysMs?.init ?? 0, graceMs: GRACE_MS });
      return channel;
    } catch (error) {
      this.#vmm.abandon();
      this.#vmm.close();
      throw error;
    }
  }

  async #boot(): Promise<void> {
    const { bootMs } = this.#spec.deadlines;
    const timer = setTimeout(() => this.#fail(explainTimeout(bootMs, this.#lastWords())), bootMs);
    try {
      await Promise.race([this.#bootSteps(bootMs), this.#failure.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #bootSteps(bootMs: number): Promise<void> {
    const resumed = await this.#vmm.resume(bootMs).catch((error: unknown) => this.#refuseToRun(error));
    this.#mark('guest-resumed', resumed);
    this.#step = 'kernel';
    await this.#marked('supervisor-start');
    this.#step = 'init';
    await this.#marked('ready');
    this.#step = 'workload';
    void this.#vmm.vcpuThreads(VIEW_TIMEOUT_MS).then(
      (threadIds) => {
        this.subjects.vcpuThreadIds = threadIds;
      },
      () => undefined,
    );
  }

  /** QMP also ends when QEMU does, and QEMU's end says more. */
  async #refuseToRun(error: unknown): Promise<never> {
    await within(this.#vmm.ended, MARK_LAG_MS);
    const reason = formatError(error);
    this.#fail(new InstanceError('vmm-failed', `QEMU cannot be told to run the guest: ${reason}`, { step: this.#step }));
    return this.#failure.promise;
  }

  async #awaitExit(): Promise<WorkloadExit> {
    const exit = await Promise.race([this.#channel.exit.catch(() => this.#failure.promise), this.#failure.promise]);
    await within(this.#marked('workload-exit'), MARK_LAG_MS);
    return exit;
  }

  #takeLaunchEvent(event: LaunchEvent): void {
    if (event.event === 'start') this.#mark('launcher-start', BigInt(event.ns));
    if (event.event === 'child') this.subjects.vmmPid = event.pid;
  }

  #takeMarkByte(byte: number, atNs: bigint): void {
    const name = MARK_BYTES.get(byte);
    if (name !== undefined) this.#mark(name, atNs);
  }

  #mark(name: MarkName, atNs: bigint): void {
    this.#spec.onMark({ name, atNs });
    this.#arrival(name).resolve();
  }

  #marked(name: MarkName): Promise<void> {
    return this.#arrival(name).promise;
  }

  #arrival(name: MarkName): Deferred<void> {
    const known = this.#marks.get(name) ?? new Deferred<void>();
    this.#marks.set(name, known);
    return known;
  }

  /** The stream also ends when QEMU does, and QEMU's end says more. */
  async #takeLoss(failure: InstanceError): Promise<void> {
    if (failure.code === 'instance-lost') await within(this.#vmm.ended, MARK_LAG_MS);
    if (!this.#endExpected) this.#fail(failure);
  }

  #fail(failure: InstanceError): void {
    this.#failure.reject(failure);
    this.#vmm.kill();
  }

  #lastWords() {
    return { step: this.#step, console: this.#vmm.consoleTail, stderr: this.#vmm.stderrTail };
  }

  async #tearDown(): Promise<void> {
    this.#endExpected = true;
    this.#mark('stop-requested', process.hrtime.bigint());
    this.#failure.reject(new InstanceError('instance-lost', `Instance ${this.id} was stopped`, { step: this.#step }));
    const deadlineMs = performance.now() + this.#spec.deadlines.stopMs;
    const left = () => Math.max(1, deadlineMs - performance.now());
    if (this.#step === 'workload') await this.#askGuest(Math.min(left(), GRACE_MS + this.#spec.deadlines.stopMs / 2));
    await this.#endVmm(left);
    this.#vmm.close();
    await this.#removeTraces(left);
    this.#mark('stopped', process.hrtime.bigint());
  }

  /** The guest ends its processes, unmounts and ends QEMU; any failure of it leaves the rest to the next step. */
  async #askGuest(timeoutMs: number): Promise<void> {
    const goodbye = this.#channel.stop().then(() => this.#vmm.ended);
    await within(Promise.race([goodbye.catch(() => undefined), this.#vmm.ended]), timeoutMs);
  }

  async #endVmm(left: () => number): Promise<void> {
    const quit = this.#vmm.quit(QUIT_TIMEOUT_MS).catch(() => undefined);
    await within(Promise.race([this.#vmm.ended, quit.then(() => this.#vmm.ended)]), Math.min(left(), QUIT_TIMEOUT_MS));
    this.#vmm.kill();
    if ((await within(this.#vmm.ended, left())) === undefined)
      this.#leftBehind('QEMU', `pid ${String(this.subjects.vmmPid)} did not end`);
  }

  async #removeTraces(left: () => number): Promise<void> {
    const { cgroup, directory } = this.#spec;
    try {
      await cgroup?.kill(left());
      await cgroup?.remove(left());
      await removeInstanceFolder(directory);
    } catch (error) {
      this.#leftBehind('cgroup or folder', formatError(error));
    }
  }

  #leftBehind(object: string, reason: string): never {
    throw new InstanceError('teardown-failed', `Instance ${this.id} could not be removed: ${object}: ${reason}`, { object });
  }
}
