/** Client of QEMU's machine protocol over an open stream: greeting, capabilities, numbered commands, events stamped on arrival. */
import type { Duplex } from 'node:stream';
import * as z from 'zod';
import { Deferred, inTime } from '../../runtimes/deferred.js';
import { printable } from '../../runtimes/printable.js';

const MAX_LINE_BYTES = 1024 * 1024;

const greeting = z.object({
  QMP: z.object({ version: z.object({ qemu: z.object({ major: z.number(), minor: z.number(), micro: z.number() }) }) }),
});
const success = z.object({ return: z.unknown(), id: z.number() });
const refusal = z.object({ error: z.object({ class: z.string(), desc: z.string() }), id: z.number().optional() });
const event = z.object({ event: z.string(), data: z.unknown().optional() });

export interface QmpEvent {
  readonly name: string;
  readonly data: unknown;
  /** The host's CLOCK_MONOTONIC at arrival. */
  readonly atNs: bigint;
}

/** A command that was refused, not answered in time, or not answered at all because the stream ended. */
export class QmpError extends Error {
  override readonly name = 'QmpError';
}

export class QmpClient {
  readonly #stream: Duplex;
  readonly #onEvent: (event: QmpEvent) => void;
  readonly #pending = new Map<number, Deferred<unknown>>();
  readonly #greet = new Deferred<unknown>();
  #rest = '';
  #nextId = 1;
  #ended: QmpError | undefined;

  constructor(stream: Duplex, onEvent: (event: QmpEvent) => void = () => undefined) {
    this.#stream = stream;
    this.#onEvent = onEvent;
    stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    stream.on('error', (error) => this.#end(error.message));
    stream.on('close', () => this.#end('QEMU closed it'));
  }

  /** Awaits the greeting and leaves negotiation; commands may follow. @throws QmpError */
  async connect(timeoutMs: number): Promise<void> {
    await answered(this.#greet, 'greeting', timeoutMs);
    await this.execute('qmp_capabilities', timeoutMs);
  }

  /** The value that the command returned, unparsed. @throws QmpError – refused, late, or the stream ended */
  async execute(command: string, timeoutMs: number, argumentsObject?: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.#ended !== undefined) throw this.#ended;
    const id = this.#nextId++;
    const answer = new Deferred<unknown>();
    this.#pending.set(id, answer);
    const message = { execute: command, id, ...(argumentsObject === undefined ? {} : { arguments: argumentsObject }) };
    this.#stream.write(`${JSON.stringify(message)}\n`);
    return answered(answer, command, timeoutMs).finally(() => this.#pending.delete(id));
  }

  #receive(chunk: Buffer): void {
    const atNs = process.hrtime.bigint();
    const lines = (this.#rest + chunk.toString('utf8')).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > MAX_LINE_BYTES) return void this.#break('a line is too long');
    for (const line of lines.filter((one) => one.trim() !== '')) this.#take(parseLine(line), atNs);
  }

  #take(message: unknown, atNs: bigint): void {
    const answer = success.safeParse(message);
    const refused = refusal.safeParse(message);
    const happened = event.safeParse(message);
    if (answer.success) this.#pending.get(answer.data.id)?.resolve(answer.data.return);
    else if (refused.success) this.#refuse(refused.data);
    else if (happened.success) this.#onEvent({ name: happened.data.event, data: happened.data.data, atNs });
    else if (greeting.safeParse(message).success) this.#greet.resolve(undefined);
    else this.#break('a message is none of QMP');
  }

  #refuse({ error, id }: z.infer<typeof refusal>): void {
    const failure = new QmpError(`QEMU refused a QMP command: ${printable(`${error.class}: ${error.desc}`)}`);
    if (id !== undefined) this.#pending.get(id)?.reject(failure);
  }

  #break(reason: string): void {
    this.#end(reason);
    this.#stream.destroy();
  }

  #end(reason: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = new QmpError(`The QMP stream ended: ${reason}`);
    this.#greet.reject(this.#ended);
    for (const pending of this.#pending.values()) pending.reject(this.#ended);
    this.#pending.clear();
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function answered(answer: Deferred<unknown>, what: string, timeoutMs: number): Promise<unknown> {
  const late = () => new QmpError(`QEMU did not answer to ${what} within ${String(timeoutMs)} ms`);
  return inTime(answer.promise, timeoutMs, late);
}
