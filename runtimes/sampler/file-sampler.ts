/** The client of the sampler: a small program that reads files at a steady pace for a fraction of what waking up Node would cost. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Deferred, inTime } from '../deferred.js';
import { nativeProgram } from '../native.js';
import { type Answer, AnswerReader, type FileReading, parseReadings } from './answers.js';

/** What a slot has read. */
interface SlotReadings {
  /** Ascending in time; they end early when a file is gone. */
  readonly readings: readonly FileReading[];
  /** False when the sampler's store was full and later readings are missing. */
  readonly isComplete: boolean;
  /** CPU time the sampler used for this slot. */
  readonly cpuSeconds: number;
}

export interface Slot {
  /** Ends the slot; call it once. @throws Error – the sampler ended or does not answer */
  stop(): Promise<SlotReadings>;
}

const ANSWER_DEADLINE_MS = 5_000;
const STDERR_TAIL_CHARACTERS = 1_000;
const US_PER_MS = 1000;

/** Compiles the sampler when needed, and starts it. @throws CommandError – no compiler, or it refused */
export async function openFileSampler(): Promise<FileSampler> {
  return new FileSampler(await nativeProgram('sampler'));
}

/** One sampler process; it dies with this one. Whoever opens it closes it. */
export class FileSampler implements AsyncDisposable {
  /** Process id, for those who watch it. */
  readonly pid: number | undefined;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, Deferred<Answer>>();
  readonly #closed: Promise<void>;
  #lastSlot = 0;
  #stderr = '';
  #failure: Error | undefined;

  constructor(program: string) {
    // A session of its own: the terminal's Ctrl-C is for the harness, which still wants the readings.
    this.#child = spawn(program, [], { argv0: `twinbench-${String(process.pid)}-sampler`, cwd: '/', env: {}, detached: true });
    this.pid = this.#child.pid;
    const answers = new AnswerReader();
    this.#child.stdout.on('data', (chunk: Buffer) => {
      for (const answer of answers.push(chunk)) this.#deliver(answer);
    });
    this.#child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.#stderr = (this.#stderr + chunk).slice(-STDERR_TAIL_CHARACTERS);
    });
    // That it is gone shows as its end.
    this.#child.stdin.on('error', () => undefined);
    this.#child.once('error', (error) => this.#fail(error.message));
    this.#closed = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.#fail(`${signal === null ? `exit code ${String(code)}` : `killed by ${signal}`}\n${this.#stderr}`.trim());
        resolve();
      });
    });
  }

  /** Reads these files (at most 8) together at every multiple of the period of CLOCK_MONOTONIC, first after one to two periods. */
  start(files: readonly string[], periodMs: number): Slot {
    this.#lastSlot += 1;
    const slot = this.#lastSlot;
    const periodUs = Math.round(periodMs * US_PER_MS);
    this.#request(`start=${String(slot)}`, `periodUs=${String(periodUs)}`, ...files.map((file) => `file=${file}`));
    return {
      stop: async () => {
        const { body, isComplete, cpuSeconds } = await this.#stop(slot);
        return { readings: parseReadings(body, files.length), isComplete, cpuSeconds };
      },
    };
  }

  /** Ends the process; it has nothing to lose. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  async #stop(slot: number): Promise<Answer> {
    if (this.#failure !== undefined) throw this.#failure;
    const answer = new Deferred<Answer>();
    this.#waiting.set(slot, answer);
    this.#request(`stop=${String(slot)}`);
    return inTime(answer.promise, ANSWER_DEADLINE_MS, () => this.#fail('no answer'));
  }

  #request(...strings: readonly string[]): void {
    this.#child.stdin.write(`${strings.join('\0')}\0\0`);
  }

  #deliver(answer: Answer): void {
    this.#waiting.get(answer.slot)?.resolve(answer);
    this.#waiting.delete(answer.slot);
  }

  #fail(reason: string): Error {
    this.#failure ??= new Error(`The sampler, which reads the control groups, failed: ${reason}`);
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
    return this.#failure;
  }
}
