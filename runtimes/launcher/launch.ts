/**
 * Starts the launcher. The configuration is complete before the launcher runs, so that Node's own pace is no part of boot time;
 * channels are connected socket pairs, so that no socket file ever exists.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync, unlinkSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';
import { temporaryFolder } from '../environment.js';
import { encodeLaunchConfig, FIRST_CHANNEL_FD, type LaunchConfig } from './launch-config.js';
import { type LaunchEvent, LaunchEventReader, type LaunchExit } from './launch-events.js';

export interface LaunchedProcess {
  /** CLOCK_MONOTONIC just before the spawn. */
  readonly spawnNs: bigint;
  /** Our ends of the channels, in order; each is destroyed by whoever uses it. */
  readonly channels: readonly Socket[];
  /**
   * Resolves when the launcher has ended and all its events were delivered: with the end of the instance's first process, or with
   * undefined when the launcher was killed or failed before it could tell. Rejects when the launcher could not be spawned.
   */
  readonly ended: Promise<LaunchExit | undefined>;
  /** Kills the launcher, and through it the instance's first process. */
  kill(): void;
  /** Last 8 KiB of the program's stderr; empty unless `stderr` is among its descriptors. */
  stderrTail(): string;
}

const STATUS_FD = 4;
const STDERR_TAIL_BYTES = 8 * 1024;

/**
 * Spawns the launcher at `program` with `channelCount` channels. Events are delivered in order, never before this function returns.
 * @throws Error – the configuration could not be written
 */
export function launch(
  program: string,
  config: LaunchConfig,
  channelCount: number,
  onEvent: (event: LaunchEvent) => void,
): LaunchedProcess {
  const configFd = openConfig(encodeLaunchConfig(config, process.pid));
  try {
    const spawnNs = process.hrtime.bigint();
    const child = spawn(program, [], {
      stdio: [
        'ignore',
        'ignore',
        passesStderr(config) ? 'pipe' : 'ignore',
        configFd,
        'pipe',
        ...Array<'pipe'>(channelCount).fill('pipe'),
      ],
      env: {},
      // What containers see as the command line of their first process; the path of the program is the host's own business.
      argv0: 'twinbench',
      // A session of its own: the terminal's Ctrl-C is for the harness, which then stops its instances in order.
      detached: true,
    });
    return follow(child, spawnNs, channelCount, onEvent);
  } finally {
    closeSync(configFd);
  }
}

/** The launcher itself writes nothing there; a pipe that nothing uses would only cost time beside the start. */
function passesStderr(config: LaunchConfig): boolean {
  return config.descriptors?.some(({ from }) => from === 'stderr') ?? false;
}

function follow(
  child: ChildProcess,
  spawnNs: bigint,
  channelCount: number,
  onEvent: (event: LaunchEvent) => void,
): LaunchedProcess {
  const stderr = keepTail(child);
  return {
    spawnNs,
    channels: Array.from({ length: channelCount }, (_, index) => socketAt(child, FIRST_CHANNEL_FD + index)),
    ended: followStatus(child, onEvent),
    kill: () => void child.kill('SIGKILL'),
    stderrTail: () => stderr.text,
  };
}

function followStatus(child: ChildProcess, onEvent: (event: LaunchEvent) => void): Promise<LaunchExit | undefined> {
  const reader = new LaunchEventReader();
  let exit: LaunchExit | undefined;
  const status = socketAt(child, STATUS_FD);
  status.setEncoding('utf8').on('data', (chunk: string) => {
    for (const event of reader.push(chunk)) {
      if (event.event === 'exit') exit = event;
      onEvent(event);
    }
  });
  const statusEnded = new Promise<void>((resolve) => status.once('close', resolve));
  const ended = new Promise<LaunchExit | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => void statusEnded.then(() => resolve(exit)));
  });
  ended.catch(() => undefined);
  return ended;
}

/** A channel that never came to be (the spawn failed) is an already ended socket, so that callers need no special case. */
function socketAt(child: ChildProcess, descriptor: number): Socket {
  const stream = child.stdio[descriptor];
  const socket = stream instanceof Socket ? stream : new Socket().destroy();
  // A peer that is gone shows as the end of the stream and of the launcher; the error adds nothing.
  socket.on('error', () => undefined);
  return socket;
}

function keepTail(child: ChildProcess): { text: string } {
  const tail = { text: '' };
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    tail.text = (tail.text + chunk).slice(-STDERR_TAIL_BYTES);
  });
  return tail;
}

/** An open file without a name, at offset 0, that holds `content`. */
function openConfig(content: Buffer): number {
  const descriptor = openNameless(temporaryFolder());
  try {
    writeSync(descriptor, content, 0, content.length, 0);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** O_TMPFILE of the kernel's headers, which Node does not name; not every filesystem has it. */
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;

function openNameless(folder: string): number {
  try {
    return openSync(folder, O_TMPFILE | constants.O_RDWR, 0o600);
  } catch {
    const name = path.join(folder, `twinbench-${randomBytes(8).toString('hex')}`);
    const descriptor = openSync(name, 'wx+', 0o600);
    unlinkSync(name);
    return descriptor;
  }
}
