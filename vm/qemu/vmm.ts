/** One QEMU process behind the launcher: its sockets, its console's tail, the guest's mark bytes as the host stamps them, its end. */
import type { Socket } from 'node:net';
import { type LaunchedProcess, launch } from '../../runtimes/launcher/launch.js';
import type { LaunchEvent, LaunchExit } from '../../runtimes/launcher/launch-events.js';
import { CHANNEL_FDS, qemuArguments, type VmmSpec } from './arguments.js';
import { QmpClient } from './qmp.js';
import { EXITS_QUERY, parseExits, parseVcpuThreads } from './vcpu-statistics.js';

const CONSOLE_TAIL_BYTES = 8 * 1024;
/** Far more than a guest's few marks; a flood must not grow whatever records them. */
const MAX_MARK_BYTES = 256;

/** Where QEMU runs on the host; see launch-config.ts for the members. */
export interface VmmPlacement {
  readonly launcher: string;
  readonly qemu: string;
  readonly unifiedCgroup?: string;
  readonly legacyCgroups?: readonly string[];
  readonly cpuset?: string;
  readonly delaysMs?: { readonly launch?: number; readonly vmm?: number };
}

export interface VmmHandlers {
  readonly onLaunchEvent?: (event: LaunchEvent) => void;
  /** One byte that the guest wrote to the debug port; `atNs` is the host's CLOCK_MONOTONIC at arrival. */
  readonly onMarkByte?: (byte: number, atNs: bigint) => void;
  /** QEMU stopped the guest by itself, as it does when KVM fails on an instruction. */
  readonly onPaused?: () => void;
  readonly onConsole?: () => void;
}

/** How QEMU ended; without `exit` the launcher itself was killed or failed, which `error` then explains. */
export interface VmmEnd {
  readonly exit?: LaunchExit;
  readonly error?: Extract<LaunchEvent, { event: 'error' }>;
}

/** QEMU's exit code after the guest ended itself through isa-debug-exit with 0x10. */
export const GUEST_ENDED_CODE = (0x10 << 1) | 1;

export class Vmm {
  /** Never rejects. */
  readonly ended: Promise<VmmEnd>;
  /** Stream to the supervisor. */
  readonly control: Socket;
  readonly spawnNs: bigint;
  readonly #process: LaunchedProcess;
  readonly #qmp: QmpClient;
  #console = '';
  /** QEMU's, from the launcher's report until that of its end. */
  #pid: number | undefined;

  /** Spawns the launcher; the guest stays stopped until `resume`. */
  constructor(spec: VmmSpec, placement: VmmPlacement, handlers: VmmHandlers) {
    let error: VmmEnd['error'];
    const { launcher, qemu, ...rest } = placement;
    const descriptors = [...Object.values(CHANNEL_FDS).map((to, from) => ({ from, to })), { from: 'stderr' as const, to: 2 }];
    const config = {
      mode: 'exec' as const,
      path: qemu,
      argv: [qemu, ...qemuArguments(spec)] as const,
      env: {},
      descriptors,
      ...rest,
    };
    this.#process = launch(launcher, config, Object.keys(CHANNEL_FDS).length, (event) => {
      if (event.event === 'error') error = event;
      if (event.event === 'child') this.#pid = event.pid;
      if (event.event === 'exit') this.#pid = undefined;
      handlers.onLaunchEvent?.(event);
    });
    const [qmp, control, marks, console] = requireFour(this.#process.channels);
    this.spawnNs = this.#process.spawnNs;
    this.control = control;
    this.#qmp = new QmpClient(qmp, ({ name }) => {
      if (name === 'STOP') handlers.onPaused?.();
    });
    stampMarks(marks, handlers.onMarkByte);
    console.on('data', (chunk: Buffer) => {
      this.#console = (this.#console + chunk.toString('latin1')).slice(-CONSOLE_TAIL_BYTES);
      handlers.onConsole?.();
    });
    this.ended = this.#process.ended.then(
      (exit) => ({ ...(exit === undefined ? {} : { exit }), ...(error === undefined ? {} : { error }) }),
      (cause: Error) => ({ error: spawnError(launcher, cause) }),
    );
  }

  /** Lets the guest run; returns the instant just before. @throws QmpError */
  async resume(timeoutMs: number): Promise<bigint> {
    await this.#qmp.connect(timeoutMs);
    const atNs = process.hrtime.bigint();
    await this.#qmp.execute('cont', timeoutMs);
    return atNs;
  }

  /** Threads that run vCPUs. @throws QmpError */
  async vcpuThreads(timeoutMs: number): Promise<number[]> {
    return parseVcpuThreads(await this.#qmp.execute('query-cpus-fast', timeoutMs));
  }

  /** How often vCPUs have left the guest; undefined without KVM. @throws QmpError – also by a QEMU that does not know how to tell */
  async exits(timeoutMs: number): Promise<number | undefined> {
    return parseExits(await this.#qmp.execute('query-stats', timeoutMs, EXITS_QUERY));
  }

  /** Asks QEMU to end at once, whatever the guest does. @throws QmpError */
  async quit(timeoutMs: number): Promise<void> {
    await this.#qmp.execute('quit', timeoutMs);
  }

  /** Ends QEMU at once. The launcher then reaps it, so that not even its number is left when `ended` resolves. */
  kill(): void {
    if (this.#pid === undefined) this.#process.kill();
    else signalIfThere(this.#pid);
  }

  /** Ends the launcher, and QEMU with it; for when `kill` had no effect. */
  abandon(): void {
    this.#process.kill();
  }

  /** Closes our ends of the sockets. */
  close(): void {
    for (const channel of this.#process.channels) channel.destroy();
  }

  /** Last 8 KiB of the guest's serial console. */
  get consoleTail(): string {
    return this.#console;
  }

  get stderrTail(): string {
    return this.#process.stderrTail();
  }
}

function signalIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

function stampMarks(marks: Socket, onMarkByte: VmmHandlers['onMarkByte']): void {
  let seen = 0;
  marks.on('data', (chunk: Buffer) => {
    const atNs = process.hrtime.bigint();
    for (const byte of chunk) {
      seen += 1;
      if (seen <= MAX_MARK_BYTES) onMarkByte?.(byte, atNs);
    }
  });
}

function requireFour(channels: readonly Socket[]): [Socket, Socket, Socket, Socket] {
  const [first, second, third, fourth] = channels;
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
    throw new Error('the launcher must open four channels');
  }
  return [first, second, third, fourth];
}

function spawnError(launcher: string, cause: Error): NonNullable<VmmEnd['error']> {
  const errno = 'code' in cause ? String(cause.code) : 'unknown';
  return { event: 'error', step: 'spawn', object: launcher, errno, message: cause.message };
}
