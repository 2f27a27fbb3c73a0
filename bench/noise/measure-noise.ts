/** Looks at this host for a while: how steadily it computes, copies memory and writes to disk, and what others take meanwhile. */
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCacheFolder, scratchName } from '../../runtimes/cache.js';
import { type Gap, Heartbeat } from '../harness/heartbeat.js';
import { MIN_SLEEP_SECONDS } from '../harness/noise-watch.js';
import { type NoiseReading, noiseBetween, readFrequencyHz, readNoise, suspendedBetween } from '../host/noise-probe.js';
import { referenceWork } from '../host/reference-loop.js';
import { quantileOfAscending } from '../stats/quantile.js';
import type { NoiseValues } from './judge-noise.js';

const COPY_BYTES = 32 * 1024 * 1024;
const WRITE_BYTES = 64 * 1024;
const PAUSE_MS = 50;
/** Enough for a tenth of them to be a figure. */
const MIN_ROUNDS = 10;
const ROUNDS_OF_WORK = 4_000_000;

/** Seconds, one for each round. */
interface Timed {
  readonly cpu: number[];
  readonly memory: number[];
  readonly disk: number[];
}

/** Ends early when the signal fires. */
export async function measureNoise(seconds: number, signal: AbortSignal): Promise<NoiseValues> {
  const [before, frequencyHz] = [readNoise(), readFrequencyHz()];
  const heart = new Heartbeat();
  const { cpu, memory, disk } = await timeRounds(seconds, signal).finally(() => heart.end());
  const after = readNoise();
  const shares = noiseBetween(before, after, { instances: 0, helpers: 0 });
  return {
    'cpu-spread': computeSpread(cpu, 0),
    'memory-spread': computeSpread(memory, 0),
    'disk-spread': computeSpread(disk, 0.5),
    'disk-latency': disk.length === 0 ? undefined : computeQuantile(disk, 0.5),
    steal: shares.stealRatio,
    'other-cpu': shares.otherCpuRatio,
    'cpu-pressure': shares.cpuPressureRatio,
    'io-pressure': shares.ioPressureRatio,
    'memory-pressure': shares.memoryPressureRatio,
    frequency: computeChange(frequencyHz, readFrequencyHz()),
    'own-gap': Math.max(longestSeconds(heart.end()), sleptSeconds(before, after)),
  };
}

async function timeRounds(seconds: number, signal: AbortSignal): Promise<Timed> {
  const timed: Timed = { cpu: [], memory: [], disk: [] };
  const [source, target] = [Buffer.alloc(COPY_BYTES, 1), Buffer.alloc(COPY_BYTES)];
  const file = path.join(await openCacheFolder('work'), scratchName());
  const disk = await open(file, 'wx');
  try {
    const endMs = performance.now() + seconds * 1000;
    referenceWork(ROUNDS_OF_WORK);
    while (!signal.aborted && (performance.now() < endMs || timed.cpu.length < MIN_ROUNDS)) {
      timed.cpu.push(await timeSeconds(() => referenceWork(ROUNDS_OF_WORK)));
      timed.memory.push(await timeSeconds(() => source.copy(target)));
      timed.disk.push(
        await timeSeconds(async () => {
          await disk.write(source, 0, WRITE_BYTES, 0);
          await disk.sync();
        }),
      );
      await sleep(PAUSE_MS);
    }
  } finally {
    await disk.close();
    await rm(file, { force: true });
  }
  return timed;
}

async function timeSeconds(work: () => unknown): Promise<number> {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1000;
}

function computeQuantile(values: readonly number[], probability: number): number {
  return quantileOfAscending(
    values.toSorted((a, b) => a - b),
    probability,
  );
}

/** 90th percentile over the one given, − 1. */
function computeSpread(values: readonly number[], over: number): number | undefined {
  return values.length < MIN_ROUNDS ? undefined : computeQuantile(values, 0.9) / computeQuantile(values, over) - 1;
}

function computeChange(before: number | undefined, after: number | undefined): number | undefined {
  return before === undefined || after === undefined ? undefined : Math.abs(after / before - 1);
}

function longestSeconds(gaps: readonly Gap[]): number {
  return Math.max(0, ...gaps.map(({ fromNs, toNs }) => Number(toNs - fromNs) / 1e9));
}

/** Less is what the two clocks are read apart. */
function sleptSeconds(before: NoiseReading, after: NoiseReading): number {
  const seconds = suspendedBetween(before, after);
  return seconds < MIN_SLEEP_SECONDS ? 0 : seconds;
}
