/**
 * The port: what every way of running an instance (bare, container, VM) offers to the harness.
 * A runtime starts instances and signals marks; it measures nothing and knows nothing of trials.
 */

import type { Cgroup } from './cgroup.js';
import type { Image } from './images/image.js';

/** How an instance is run. */
export type InstanceKind = 'bare' | 'container' | 'vm';

/**
 * One instant in an instance's life, in the order in which they can occur.
 * `spawn` is Node's own instant before it spawns the launcher; `launcher-start` (t0) is the origin of boot time.
 * `isolating` (container only): the launcher is about to clone. `guest-resumed` (VM only): the VMM is about to run the first guest
 * instruction. `supervisor-start`: first instruction of the supervisor. `ready`: about to exec the workload.
 */
export type MarkName =
  | 'spawn'
  | 'launcher-start'
  | 'isolating'
  | 'guest-resumed'
  | 'supervisor-start'
  | 'ready'
  | 'workload-start'
  | 'window-start'
  | 'window-end'
  | 'workload-exit'
  | 'stop-requested'
  | 'stopped';

/** An instant of the host's CLOCK_MONOTONIC, in nanoseconds. Guests only signal; the host stamps. */
export interface Mark {
  readonly name: MarkName;
  readonly atNs: bigint;
}

/** Where a delay can be injected, by kind; each lies inside exactly one part of boot time, and is named like it. */
export const DELAY_POINTS = {
  container: ['launch', 'isolate', 'supervise'],
  bare: ['launch', 'supervise'],
  vm: ['vmm', 'init'],
} as const;

export type DelayPoint = (typeof DELAY_POINTS)[InstanceKind][number];

/** What the workload is: its program, surroundings and user inside the image. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  /** The whole environment of the command; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
}

export interface Resources {
  /** Memory limit of a container or bare process; RAM of a guest. */
  readonly memoryBytes: number;
  /** vCPUs of a guest; containers are bounded by `cpuset` alone, never by a quota. */
  readonly cpus: number;
  /** CPU list such as `0-1`, shared by every environment of a run; absent when all online CPUs are used. */
  readonly cpuset?: string;
  /** Most processes and threads inside the instance. */
  readonly pidsMax: number;
  /** Most that a container or bare process may keep on its disk, unbounded when absent; a guest's disk has its own size. */
  readonly diskBytes?: number;
}

/** Everything needed to start one instance. */
export interface InstanceSpec {
  /** `[a-z0-9-]{1,48}`, unique among live instances on the host; also the host name inside. */
  readonly id: string;
  readonly image: Image;
  readonly command: Command;
  readonly resources: Resources;
  /** An existing empty folder on disk for this instance alone; the runtime empties and removes it at stop. */
  readonly directory: string;
  /** Made by the caller, removed by the runtime at stop; absent where the host offers no writable cgroup. */
  readonly cgroup?: Cgroup;
  readonly delaysMs?: Partial<Readonly<Record<DelayPoint, number>>>;
  /** Spawn of the launcher → ready, and stop requested → all gone. */
  readonly deadlines: { readonly bootMs: number; readonly stopMs: number };
  /** Called in order of arrival. The promise, where given, holds back further output (backpressure). */
  readonly onStdout: (chunk: Buffer) => void | Promise<void>;
  readonly onStderr: (chunk: Buffer) => void | Promise<void>;
  /** Called as marks arrive; `atNs` ascends per instance except that `launcher-start` may arrive after `spawn` only. */
  readonly onMark: (mark: Mark) => void;
}

/** How the workload ended. `code` is an exit status, a signal number, or the errno of a failed exec. */
export interface WorkloadExit {
  readonly kind: 'exited' | 'signaled' | 'exec-failed';
  readonly code: number;
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly maxRssBytes: number;
}

/** The guest's own view of its memory (guest /proc/meminfo, bytes) and of the workload (guest smaps_rollup, bytes). */
export type GuestView = Readonly<Record<string, number>>;

export interface Instance {
  readonly id: string;
  /** Whom to sample on the host. `vmmPid` is QEMU; `supervisorPid` is PID 1 of the container as the host numbers it. Filled once known. */
  readonly subjects: {
    cgroup?: Cgroup;
    vmmPid?: number;
    /** Threads of the VMM that run vCPUs. */
    vcpuThreadIds?: readonly number[];
    supervisorPid?: number;
    workloadPid?: number;
  };
  /** Resolves at the mark `ready`; rejects with InstanceError. */
  readonly ready: Promise<void>;
  /** Resolves after all output was delivered; rejects with InstanceError when the instance is lost before. */
  readonly exited: Promise<WorkloadExit>;
  /** Resolves when the supervisor has taken the bytes over (backpressure). Bytes after the command's end are dropped. */
  writeStdin(chunk: Uint8Array): Promise<void>;
  endStdin(): void;
  /** Sends a signal to the workload's process group. */
  kill(signal: number): void;
  /** Absent for instances that share the host's kernel, or when the guest does not answer in time. */
  guestView(): Promise<GuestView | undefined>;
  /** How often vCPUs have left the guest for the host; there is none without KVM, with an old VMM, or when it does not answer in time. */
  guestExits?(): Promise<number | undefined>;
  /**
   * Ends the instance and removes all it had: processes, cgroup, mounts, sockets, files. Idempotent; never leaves a part behind silently.
   * @throws InstanceError `teardown-failed` – naming what is left
   */
  stop(): Promise<void>;
  /** Last 8 KiB of the guest console or of the launcher's own messages; empty when there are none. */
  diagnostics(): string;
}

/** What is recorded of a runtime in the results document. Values are plain JSON. */
export interface RuntimeFacts {
  readonly id: string;
  readonly version: string;
  /** Becomes `environments[].container` or `environments[].vm` of the document; absent for bare. */
  readonly container?: Readonly<Record<string, unknown>>;
  readonly vm?: Readonly<Record<string, unknown>>;
}

export interface Runtime {
  readonly kind: InstanceKind;
  /** Makes and caches whatever instances of this image need (guest disk, compiled programs); outside every timed part. */
  prepare(image: Image): Promise<void>;
  /** Files of the host that an instance of this image reads to start, as absolute paths; valid after `prepare`. */
  files(image: Image): Promise<readonly string[]>;
  /** Valid after `prepare`. */
  facts(): Promise<RuntimeFacts>;
  /** Resolves once the launcher was spawned; rejects with InstanceError. The caller always calls `stop` afterwards. */
  start(spec: InstanceSpec): Promise<Instance>;
}
