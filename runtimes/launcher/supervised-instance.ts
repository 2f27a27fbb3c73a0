/**
 * One instance that shares the host's kernel: the launcher starts it, a supervisor inside serves it. Container and bare differ only
 * in what the launcher is told.
 */

import { within } from '../deferred.js';
import { formatError, InstanceError, toError } from '../errors.js';
import type { Instance, InstanceSpec, MarkName, WorkloadExit } from '../runtime.js';
import { SupervisorChannel } from '../supervisor/channel.js';
import { guardDisk } from './disk-guard.js';
import { findHostPid } from './host-pid.js';
import { makeOverlayFolders, removeInstanceFolder } from './instance-folder.js';
import { type LaunchedProcess, launch } from './launch.js';
import type { LaunchConfig } from './launch-config.js';
import type { LaunchError, LaunchEvent, LaunchExit } from './launch-events.js';
import { launchHint } from './launch-hint.js';
import { MarkRelay } from './mark-relay.js';
import { waitForEnd } from './process-end.js';
import { startOrRemove } from './start.js';

/** From TERM to KILL inside, where the stop deadline leaves that long. */
const MAX_GRACE_MS = 1_000;
/** The launcher reports the end of the supervisor within this time after their stream ended. */
const REPORT_DEADLINE_MS = 1_000;
/** A supervisor whose stream ended kills what it has and ends by itself; a bare one must be given the time to. */
const LOST_GRACE_MS = 500;
const CONTROL_FD = 3;

/** @throws InstanceError `launch-failed` – cgroup and folder of the instance are removed then, as after `stop` */
export function startSupervised(mode: 'container' | 'bare', launcher: string, spec: InstanceSpec): Promise<Instance> {
  return startOrRemove(spec, () => new SupervisedInstance(launcher, launchConfig(mode, spec), spec));
}

/** An ordinary user's instance has a single user, who is root inside and that user outside. */
export function isRootless(): boolean {
  return process.getuid?.() !== 0;
}

function launchConfig(mode: 'container' | 'bare', spec: InstanceSpec): LaunchConfig {
  const { command, cgroup, resources, delaysMs } = spec;
  if (isRootless() && (command.uid !== 0 || command.gid !== 0)) {
    const wanted = `${String(command.uid)}:${String(command.gid)}`;
    throw new InstanceError('launch-failed', `Without root, instances have user 0 only, not ${wanted}; run the command as 0:0`);
  }
  return {
    mode,
    descriptors: [{ from: 0, to: CONTROL_FD }],
    root: makeOverlayFolders(spec.directory, spec.image.rootfs),
    delaysMs: { launch: delaysMs?.launch ?? 0, isolate: delaysMs?.isolate ?? 0 },
    legacyCgroups: Object.values(cgroup?.legacyPaths ?? {}),
    ...(cgroup?.unifiedPath === undefined ? {} : { unifiedCgroup: cgroup.unifiedPath }),
    ...(resources.cpuset === undefined ? {} : { cpuset: resources.cpuset }),
    ...(mode === 'container' ? { hostname: spec.id } : {}),
    ...(isRootless() ? { userNamespace: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 } } : {}),
  };
}

class SupervisedInstance implements Instance {
  readonly id: string;
  readonly subjects: Instance['subjects'];
  readonly ready: Promise<void>;
  readonly exited: Promise<WorkloadExit>;

  readonly #spec: InstanceSpec;
  readonly #isContainer: boolean;
  readonly #launched: LaunchedProcess;
  readonly #channel: SupervisorChannel;
  readonly #marks: MarkRelay;
  #markReady: () => void = () => undefined;
  #launchError: LaunchError | undefined;
  #innerWorkloadPid: number | undefined;
  #stopped: Promise<void> | undefined;
  #diskExcess: string | undefined;
  #unguard: () => void = () => undefined;

  constructor(launcher: string, config: LaunchConfig, spec: InstanceSpec) {
    this.id = spec.id;
    this.#spec = spec;
    this.#isContainer = config.mode === 'container';
    this.subjects = spec.cgroup === undefined ? {} : { cgroup: spec.cgroup };
    this.#marks = new MarkRelay((mark) => {
      spec.onMark(mark);
      if (mark.name === 'ready') this.#markReady();
    });
    this.#launched = launch(launcher, config, 1, (event) => this.#takeEvent(event));
    this.#mark('spawn', this.#launched.spawnNs);
    this.#channel = this.#openChannel();
    this.exited = this.#channel.exit.catch(async (cause: unknown) => {
      throw await this.#explain(cause);
    });
    this.ready = this.#awaitReady();
    this.#guard();
    // Who waits for one of them only must not be ended by the other.
    this.exited.catch(() => undefined);
    this.ready.catch(() => undefined);
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

  guestView(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  diagnostics(): string {
    return [this.#launchError?.message, this.#launched.stderrTail()].filter(Boolean).join('\n');
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  #openChannel(): SupervisorChannel {
    const [stream] = this.#launched.channels;
    if (stream === undefined) throw new InstanceError('launch-failed', 'The launcher was given no control stream');
    const { onStdout, onStderr, command, delaysMs, deadlines } = this.#spec;
    const channel = new SupervisorChannel(stream, {
      onStdout,
      onStderr,
      onMark: (mark) => this.#marks.fromSupervisor(mark),
      onWorkloadPid: (pid) => this.#noteWorkload(pid),
    });
    const graceMs = Math.min(MAX_GRACE_MS, Math.floor(deadlines.stopMs / 4));
    try {
      channel.configure({ command, hostname: this.id, delayMs: delaysMs?.supervise ?? 0, graceMs });
      return channel;
    } catch (error) {
      channel.destroy();
      this.#launched.kill();
      throw error;
    }
  }

  #guard(): void {
    const { directory, resources } = this.#spec;
    if (resources.diskBytes === undefined) return;
    this.#unguard = guardDisk(directory, resources.diskBytes, (what) => {
      this.#diskExcess = what;
      this.#killSupervisor();
      // Without a PID namespace the others live on, and go on writing.
      this.#spec.cgroup?.kill(this.#spec.deadlines.stopMs).catch(() => undefined);
    });
  }

  #mark(name: MarkName, atNs: bigint): void {
    this.#marks.fromLauncher({ name, atNs });
  }

  #takeEvent(event: LaunchEvent): void {
    if (event.event === 'start') this.#mark('launcher-start', BigInt(event.ns));
    if (event.event === 'isolating') this.#mark('isolating', BigInt(event.ns));
    if (event.event === 'error') this.#launchError = event;
    if (event.event !== 'child') return;
    this.subjects.supervisorPid = event.pid;
    this.#marks.launched();
    if (this.#innerWorkloadPid !== undefined) this.#noteWorkload(this.#innerWorkloadPid);
  }

  #noteWorkload(innerPid: number): void {
    this.#innerWorkloadPid = innerPid;
    if (this.subjects.supervisorPid === undefined) return;
    const pid = findHostPid(this.subjects.supervisorPid, innerPid);
    if (pid !== undefined) this.subjects.workloadPid = pid;
  }

  #awaitReady(): Promise<void> {
    const { bootMs } = this.#spec.deadlines;
    return new Promise((resolve, reject) => {
      const message = `Instance ${this.id} was not ready within ${String(bootMs)} ms`;
      const timer = setTimeout(() => reject(new InstanceError('boot-timed-out', message)), bootMs);
      this.#markReady = () => {
        clearTimeout(timer);
        resolve();
      };
      this.exited.catch(reject).finally(() => clearTimeout(timer));
    });
  }

  /** A lost stream is only the symptom: the launcher may know the failed step, or by what the supervisor was killed. */
  async #explain(cause: unknown): Promise<InstanceError> {
    if (this.#diskExcess !== undefined)
      return new InstanceError('disk-limit', `Instance ${this.id} was ended: ${this.#diskExcess}`);
    const end = await within(this.#endOfLauncher(), REPORT_DEADLINE_MS);
    if (this.#launchError !== undefined) return this.#launchFailure(this.#launchError);
    if (end instanceof Error) return new InstanceError('launch-failed', `The launcher could not be started: ${end.message}`);
    if (!(cause instanceof InstanceError)) return new InstanceError('instance-lost', formatError(cause));
    if (end === undefined || this.#stopped !== undefined || cause.code === 'supervisor-failed') return cause;
    return new InstanceError('instance-lost', `Instance ${this.id} is lost: ${await this.#describeEnd(end)}`, cause.detail);
  }

  #endOfLauncher(): Promise<LaunchExit | Error | undefined> {
    return this.#launched.ended.catch(toError);
  }

  #launchFailure({ step, object, errno, message }: LaunchError): InstanceError {
    const code = this.#isContainer ? 'isolation-failed' : 'launch-failed';
    const hint = launchHint({ step, object, errno });
    return new InstanceError(code, `Instance ${this.id} could not be started: ${message}${hint}`, { step, object, errno });
  }

  async #describeEnd(end: LaunchExit): Promise<string> {
    const how = end.kind === 'signaled' ? `was killed by signal ${String(end.code)}` : `ended with code ${String(end.code)}`;
    const oomKills = (await this.#spec.cgroup?.oomKills()) ?? 0;
    return `its supervisor ${how}${oomKills > 0 ? ', after the instance had reached its memory limit' : ''}`;
  }

  async #stop(): Promise<void> {
    this.#unguard();
    this.#mark('stop-requested', process.hrtime.bigint());
    const { stopMs } = this.#spec.deadlines;
    const failures: string[] = [];
    const attempt = (work: Promise<void>) => work.catch((error: unknown) => void failures.push(formatError(error)));
    const orderly = await within(this.#goodbye(), stopMs / 2);
    this.#channel.destroy();
    await attempt(this.#endProcesses(stopMs / 2, orderly === true));
    await attempt(this.#removeCgroup(stopMs / 2));
    await attempt(removeInstanceFolder(this.#spec.directory));
    if (failures.length > 0) {
      throw new InstanceError('teardown-failed', `Instance ${this.id} could not be removed whole: ${failures.join('; ')}`);
    }
    this.#mark('stopped', process.hrtime.bigint());
  }

  /** An orderly stop has ended everything already, and this only sees it. */
  async #endProcesses(deadlineMs: number, saidGoodbye: boolean): Promise<void> {
    const orderly = await within(this.#launcherGone(), saidGoodbye ? deadlineMs / 2 : LOST_GRACE_MS);
    // The launcher stays to reap: whoever adopts the child of a killed one may be slow to do so.
    if (orderly === undefined) this.#killSupervisor();
    await this.#spec.cgroup?.kill(deadlineMs);
    if (orderly === undefined && (await within(this.#launcherGone(), deadlineMs)) === undefined) this.#launched.kill();
    await waitForEnd(this.subjects.supervisorPid, deadlineMs);
  }

  /** Its number cannot have passed to another process while the launcher, its parent, has not reported its end. */
  #killSupervisor(): void {
    const pid = this.subjects.supervisorPid;
    if (pid === undefined) this.#launched.kill();
    else process.kill(pid, 'SIGKILL');
  }

  async #goodbye(): Promise<boolean> {
    return this.#channel.stop().then(
      () => true,
      () => false,
    );
  }

  async #launcherGone(): Promise<true> {
    await this.#endOfLauncher();
    return true;
  }

  async #removeCgroup(deadlineMs: number): Promise<void> {
    await this.#spec.cgroup?.remove(deadlineMs);
  }
}
