/** The timed window: operations one after the other until its time is over, each one timed and its answer checked. */
import { Bench } from 'tinybench';
import type { PreparedWorkload } from '../workload.js';
import { signalMark } from './marks.js';

/** An operation returned something else than the known answer. */
export class WrongAnswerError extends Error {
  override readonly name = 'WrongAnswerError';
  readonly answer: string;

  constructor(answer: string, expected: string) {
    super(`an operation returned ${answer}, expected ${expected}`);
    this.answer = answer;
  }
}

/** Times by the instance's own clock. */
export interface WindowTimes {
  operations: number;
  startNs: bigint;
  endNs: bigint;
  /** Of the first `MAX_SAMPLES` operations, in the order in which they happened. */
  readonly samplesNs: number[];
}

/** Most samples that a trial's record may hold. */
export const MAX_SAMPLES = 1000;

const NS_PER_MS = 1e6;

/**
 * Runs operations for at least `windowMs` and at least once, between the marks `B` and `E`.
 * tinybench drives them; the samples are kept here, because tinybench sorts its own in place.
 * @throws WrongAnswerError
 */
export async function runWindow(workload: PreparedWorkload, windowMs: number): Promise<WindowTimes> {
  for (let round = 0; round < PRIMING_ROUNDS; round += 1) await drive({ run: () => '', expected: '' }, 0, () => undefined);
  return drive(workload, windowMs, signalMark);
}

/** The second round is still a millisecond slower in an emulated guest, the later ones hardly. */
const PRIMING_ROUNDS = 4;

/**
 * The first time it runs, compiling the driver itself takes an emulated guest 12 ms (measured 2026-11-25): that is no part of a window, so
 * empty ones go before it.
 */
async function drive(workload: PreparedWorkload, windowMs: number, mark: (byte: 'B' | 'E') => void): Promise<WindowTimes> {
  const times: WindowTimes = { operations: 0, startNs: 0n, endNs: 0n, samplesNs: [] };
  const bench = new Bench({ time: windowMs, iterations: 1, warmup: false, throws: true, timestampProvider: 'hrtimeNow' });
  const operation = async () => {
    const durationNs = await timedOperation(workload);
    times.operations += 1;
    if (times.samplesNs.length < MAX_SAMPLES) times.samplesNs.push(durationNs);
    return { overriddenDuration: durationNs / NS_PER_MS };
  };
  bench.add('operation', operation, {
    async: true,
    beforeAll: () => {
      mark('B');
      times.startNs = process.hrtime.bigint();
    },
    afterAll: () => {
      times.endNs = process.hrtime.bigint();
      mark('E');
    },
  });
  await bench.run();
  return times;
}

async function timedOperation({ run, expected }: PreparedWorkload): Promise<number> {
  const startNs = process.hrtime.bigint();
  const answer = await run();
  const durationNs = Number(process.hrtime.bigint() - startNs);
  if (answer !== expected) throw new WrongAnswerError(answer, expected);
  return durationNs;
}

/** A window of waiting, between the same marks. */
export async function idleWindow(windowMs: number): Promise<WindowTimes> {
  signalMark('B');
  const startNs = process.hrtime.bigint();
  await wait(windowMs);
  const endNs = process.hrtime.bigint();
  signalMark('E');
  return { operations: 0, startNs, endNs, samplesNs: [] };
}

/** Operations for at least `durationMs` and at least once, with their answers checked. @throws WrongAnswerError */
export async function warmUp(workload: PreparedWorkload, durationMs: number): Promise<void> {
  const endNs = process.hrtime.bigint() + BigInt(durationMs) * BigInt(NS_PER_MS);
  do await timedOperation(workload);
  while (process.hrtime.bigint() < endNs);
}

export async function wait(durationMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, durationMs));
}
