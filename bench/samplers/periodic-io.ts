/**
 * What processes had written right before their window: a mark reaches this process a little after the workload has gone on, and what it
 * writes meanwhile would be missing from the window. The periodic reader is asked for the pause before the window; other readings are dropped.
 */
import type { Instance } from '../../runtimes/runtime.js';
import type { PeriodicReader, PeriodicTexts } from './periodic.js';
import { parseProcessIo, processIoFile, sumValues } from './process-io.js';
import type { Reading } from './source.js';

/** Within the pause that the workload's program makes before its window. */
const KEPT_NS = 100_000_000n;
/** The workload's process id comes shortly after ready. */
const PID_POLL_MS = 10;
const PID_POLLS = 20;

type Subject = Pick<Instance, 'id'> & Partial<Pick<Instance, 'ready'>>;

export class PeriodicIo {
  readonly #instanceId: string;
  readonly #reader: PeriodicReader;
  readonly #periodMs: number;
  #slot: ReturnType<PeriodicReader['start']> | undefined;
  #ended: Promise<PeriodicTexts | undefined> | undefined;
  #isStopped = false;

  /** Begins once the instance is ready and `pids` gives some; never for an instance without `ready`. */
  constructor(reader: PeriodicReader, instance: Subject, pids: () => readonly number[], periodMs: number) {
    this.#instanceId = instance.id;
    this.#reader = reader;
    this.#periodMs = periodMs;
    instance.ready?.then(
      () => this.#begin(pids, PID_POLLS),
      () => undefined,
    );
  }

  /** Ends the readings: from the window's start on they would only cost. */
  end(): void {
    this.#isStopped = true;
    this.#ended ??= Promise.resolve(this.#slot?.stop());
    // Whoever asks for the readings is told.
    this.#ended.catch(() => undefined);
  }

  /** Call it once. @param windowNs when the window's start was noticed; without it nothing is kept */
  async stop(windowNs: bigint | undefined): Promise<{ readings: Reading[]; cpuSeconds: number }> {
    this.end();
    const texts = await this.#ended;
    if (texts === undefined) return { readings: [], cpuSeconds: 0 };
    const kept = texts.readings.filter(({ atNs }) => windowNs !== undefined && atNs <= windowNs && atNs > windowNs - KEPT_NS);
    return { readings: kept.flatMap((one) => this.#reading(one)), cpuSeconds: texts.cpuSeconds };
  }

  #begin(pids: () => readonly number[], pollsLeft: number): void {
    if (this.#isStopped || pollsLeft === 0) return;
    const files = pids().map(processIoFile);
    if (files.length > 0) this.#slot = this.#reader.start(files, this.#periodMs);
    else setTimeout(() => this.#begin(pids, pollsLeft - 1), PID_POLL_MS).unref();
  }

  #reading({ atNs, texts }: { readonly atNs: bigint; readonly texts: readonly string[] }): Reading[] {
    try {
      return [{ sampler: 'io', atNs, instanceId: this.#instanceId, values: sumValues(texts.map(parseProcessIo)) }];
    } catch {
      return [];
    }
  }
}
