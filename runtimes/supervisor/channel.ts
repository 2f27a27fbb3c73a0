/**
 * The host's side of the supervisor protocol over any duplex stream. It trusts nothing that arrives: bytes that are no frames,
 * frames out of place and floods end the channel with an InstanceError, and no buffer grows with what the instance sends.
 */

import type { Duplex } from 'node:stream';
import { Deferred, within } from '../deferred.js';
import { formatError, InstanceError } from '../errors.js';
import { printable } from '../printable.js';
import type { GuestView, Mark, WorkloadExit } from '../runtime.js';
import { encodeFrame, type Frame, FrameDecoder, FrameError } from './frames.js';
import * as messages from './messages.js';
import { StdinCredit } from './stdin-credit.js';

/** Far more than a workload's few marks; a flood would fill whoever records them. */
const MAX_MARKS = 256;

export interface ChannelHandlers {
  /** A promise holds back all further frames until it settles (backpressure); after `stop` output is dropped. */
  readonly onStdout: (chunk: Buffer) => void | Promise<void>;
  readonly onStderr: (chunk: Buffer) => void | Promise<void>;
  /** Marks of instances that share the host's kernel. */
  readonly onMark: (mark: Mark) => void;
  /** The workload's process id as the supervisor numbers it. */
  readonly onWorkloadPid?: (pid: number) => void;
}

export class SupervisorChannel {
  /** The supervisor's first frame. Rejects, as `exit` and `stop` do, with InstanceError when the channel is lost before. */
  readonly hello: Promise<messages.Hello>;
  /** Resolves after the last output was handed over. */
  readonly exit: Promise<WorkloadExit>;
  /** Resolves once, with the failure, when the channel is lost; never when it ended by `stop`. */
  readonly lost: Promise<InstanceError>;

  readonly #stream: Duplex;
  readonly #handlers: ChannelHandlers;
  readonly #decoder = new FrameDecoder();
  readonly #stdin: StdinCredit;
  readonly #hello = new Deferred<messages.Hello>();
  readonly #exit = new Deferred<WorkloadExit>();
  readonly #goodbye = new Deferred<void>();
  readonly #lost = new Deferred<InstanceError>();
  readonly #stopping = new Deferred<void>();
  readonly #view: ReplySlot<GuestView>;
  readonly #description: ReplySlot<Readonly<Record<string, string>>>;
  #kind: messages.Hello['kind'] | undefined;
  #marks = 0;
  #workloadPid: number | undefined;
  #exited = false;
  #stopRequested = false;
  #ended = false;

  constructor(stream: Duplex, handlers: ChannelHandlers) {
    this.#stream = stream;
    this.#handlers = handlers;
    this.#stdin = new StdinCredit((frame) => this.#send(frame));
    this.#view = new ReplySlot(() => this.#send(encodeFrame('Q')));
    this.#description = new ReplySlot(() => this.#send(encodeFrame('D')));
    this.hello = this.#hello.promise;
    this.exit = this.#exit.promise;
    this.lost = this.#lost.promise;
    void this.#receive();
  }

  /** Starts the workload; may be called before the supervisor runs. @throws InstanceError `launch-failed` */
  configure(config: messages.SupervisorConfig): void {
    this.#send(messages.encodeConfig(config));
  }

  /** Resolves when the supervisor has taken the bytes over. After the workload's end bytes are dropped. */
  writeStdin(chunk: Uint8Array): Promise<void> {
    return this.#stdin.write(chunk);
  }

  endStdin(): void {
    this.#stdin.end();
  }

  /** Sends a signal, 1 to 64, to the workload's process group. */
  kill(signal: number): void {
    this.#send(encodeFrame('K', Uint8Array.of(signal)));
  }

  /** The guest's memory; absent when it does not answer in time. A request during another one shares its answer. */
  requestView(timeoutMs: number): Promise<GuestView | undefined> {
    return this.#view.request(timeoutMs);
  }

  /** The guest's kernel release and mitigations; absent when it does not answer in time. */
  requestDescription(timeoutMs: number): Promise<Readonly<Record<string, string>> | undefined> {
    return this.#description.request(timeoutMs);
  }

  /** Asks the instance to end; resolves at its goodbye. Output that was not handed over yet is dropped. Idempotent. */
  stop(): Promise<void> {
    if (!this.#stopRequested) {
      this.#stopRequested = true;
      this.#stopping.resolve();
      this.#send(encodeFrame('S'));
    }
    return this.#goodbye.promise;
  }

  /** Drops the connection; the supervisor then ends the instance by itself. */
  destroy(): void {
    this.#stream.destroy();
  }

  #send(frame: Buffer): void {
    if (!this.#ended && this.#stream.writable) this.#stream.write(frame);
  }

  async #receive(): Promise<void> {
    this.#stream.on('error', () => undefined);
    try {
      for await (const chunk of this.#stream) await this.#take(asBuffer(chunk));
      this.#lose(new InstanceError('instance-lost', 'The control stream ended before the instance said goodbye'));
    } catch (error) {
      this.#lose(asFailure(error));
    }
  }

  async #take(chunk: Buffer): Promise<void> {
    for (const frame of this.#decoder.push(chunk)) {
      if (this.#ended) return;
      await this.#takeFrame(frame);
    }
  }

  async #takeFrame(frame: Frame): Promise<void> {
    if (this.#kind === undefined && frame.type !== 'H' && frame.type !== 'F') throw outOfPlace(frame);
    switch (frame.type) {
      case 'O':
        return this.#deliver(this.#handlers.onStdout, frame);
      case 'R':
        return this.#deliver(this.#handlers.onStderr, frame);
      case 'H':
        return this.#takeHello(frame);
      case 'M':
        return this.#takeMark(frame);
      case 'P':
        return this.#takePid(frame);
      case 'G':
        return this.#stdin.grant(messages.decodeCount(frame));
      case 'V':
        return this.#view.answer(messages.decodeView(frame));
      case 'D':
        return this.#description.answer(messages.decodeDescription(frame));
      case 'X':
        return this.#takeExit(frame);
      case 'F':
        return this.#lose(messages.decodeFailure(frame));
      case 'Z':
        return this.#takeGoodbye(frame);
      default:
        throw outOfPlace(frame);
    }
  }

  async #deliver(handler: (chunk: Buffer) => void | Promise<void>, frame: Frame): Promise<void> {
    if (this.#workloadPid === undefined || this.#exited) throw outOfPlace(frame);
    if (this.#stopRequested) return;
    await Promise.race([handler(frame.payload), this.#stopping.promise]);
  }

  #takeHello(frame: Frame): void {
    if (this.#kind !== undefined) throw outOfPlace(frame);
    const hello = messages.decodeHello(frame);
    this.#kind = hello.kind;
    this.#stdin.open(hello.stdinBytes);
    this.#hello.resolve(hello);
  }

  #takeMark(frame: Frame): void {
    this.#marks += 1;
    if (this.#kind === 'guest') throw outOfPlace(frame);
    if (this.#marks > MAX_MARKS) throw new FrameError(`more than ${String(MAX_MARKS)} marks`);
    this.#handlers.onMark(messages.decodeMark(frame));
  }

  #takePid(frame: Frame): void {
    if (this.#workloadPid !== undefined) throw outOfPlace(frame);
    this.#workloadPid = messages.decodeCount(frame);
    this.#handlers.onWorkloadPid?.(this.#workloadPid);
  }

  #takeExit(frame: Frame): void {
    if (this.#exited || this.#workloadPid === undefined) throw outOfPlace(frame);
    const exit = messages.decodeExit(frame);
    this.#exited = true;
    this.#stdin.close();
    this.#exit.resolve(exit);
  }

  #takeGoodbye(frame: Frame): void {
    if (!this.#stopRequested) throw outOfPlace(frame);
    this.#end(new InstanceError('instance-lost', 'The instance was stopped before its workload ended'));
    this.#goodbye.resolve();
    // A guest waits for this before it ends its VMM, because its last words may still be on their way.
    this.#stream.destroy();
  }

  #lose(failure: InstanceError): void {
    if (this.#ended) return;
    this.#end(failure);
    this.#lost.resolve(failure);
    this.#goodbye.reject(failure);
    this.#stream.destroy();
  }

  #end(failure: InstanceError): void {
    this.#ended = true;
    this.#stdin.close();
    this.#hello.reject(failure);
    this.#exit.reject(failure);
    this.#view.close();
    this.#description.close();
  }
}

/** One outstanding question to the supervisor; whoever asks meanwhile shares its answer. */
class ReplySlot<T> {
  readonly #ask: () => void;
  #outstanding: Deferred<T | undefined> | undefined;
  #closed = false;

  constructor(ask: () => void) {
    this.#ask = ask;
  }

  request(timeoutMs: number): Promise<T | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    if (this.#outstanding === undefined) {
      this.#outstanding = new Deferred();
      this.#ask();
    }
    return within(this.#outstanding.promise, timeoutMs);
  }

  answer(value: T): void {
    if (this.#outstanding === undefined) throw new FrameError('answer to no question');
    this.#outstanding.resolve(value);
    this.#outstanding = undefined;
  }

  close(): void {
    this.#closed = true;
    this.#outstanding?.resolve(undefined);
  }
}

function asBuffer(chunk: unknown): Buffer {
  if (!Buffer.isBuffer(chunk)) throw new TypeError('the control stream must carry bytes');
  return chunk;
}

function outOfPlace({ type, payload }: Frame): FrameError {
  return new FrameError(`frame ${JSON.stringify(type)} of ${String(payload.length)} bytes out of place`);
}

function asFailure(error: unknown): InstanceError {
  if (error instanceof InstanceError) return error;
  const reason = printable(formatError(error));
  if (error instanceof FrameError) {
    return new InstanceError('instance-lost', `The instance broke the supervisor protocol: ${reason}`);
  }
  return new InstanceError('instance-lost', `The control stream failed: ${reason}`);
}
