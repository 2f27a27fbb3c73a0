/** `twinbench noise`: how noisy this host is right now, and what each kind of noise means for a gate. */
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCacheFolder, scratchName } from '../../../runtimes/cache.js';
import { EXIT, UsageError } from '../../contract/errors.js';
import { checkCache } from '../../driver/beforehand.js';
import { hostFingerprint } from '../../driver/run-record.js';
import { findNoiseFloors } from '../../findings/noise-floors.js';
import { type Gap, Heartbeat } from '../../harness/heartbeat.js';
import { listenForInterruption } from '../../harness/interruption.js';
import { MIN_SLEEP_SECONDS } from '../../harness/noise-watch.js';
import { parseSeconds } from '../../harness/settings.js';
import {
  type NoiseReading,
  noiseBetween,
  readFrequencyHz,
  readGovernors,
  readNoise,
  suspendedBetween,
} from '../../host/noise-probe.js';
import { referenceWork } from '../../host/reference-loop.js';
import { describeNoise, isFitForGates, type NoiseRow, noiseRows } from '../../noise/rows.js';
import { defineCommand } from '../command.js';
import { JSON_OPTION } from '../options.js';
import { print, printJson, say } from '../stdout.js';

export const command = defineCommand({
  usage:
    '$0 noise [options]\n\nProbes this host: how steadily it computes, copies memory and writes to disk, what the hypervisor and other programs take, and what that means for a gate.',
  options: {
    for: { type: 'string', default: '10s', describe: 'how long to measure' },
    json: JSON_OPTION,
  },
  examples: [
    ['$0 noise', 'before trusting a runner'],
    ['$0 noise --for 1m --json', 'a longer measurement, for a script'],
  ],
  epilogue: 'Exit code: 0 when every figure is within its limit, 3 when one is not.',
  async run(args) {
    const seconds = parseSeconds(args.for);
    if (seconds > 3600) throw new UsageError('--for takes at most 1h');
    await checkCache();
    using interruption = listenForInterruption(say);
    say(`probing for about ${String(Math.round(seconds))} s`);
    const rows = await probe(seconds, interruption.signal);
    if (interruption.exitCode() !== undefined) return interruption.exitCode() ?? EXIT.interrupted;
    const known = await findNoiseFloors(await hostFingerprint());
    const isFit = isFitForGates(rows);
    const governors = readGovernors();
    if (args.json) printJson({ isFit, governors, rows, floors: known.floors });
    else print(describeNoise(rows, known, governors));
    return isFit ? EXIT.ok : EXIT.undecided;
  },
});

const COPY_BYTES = 32 * 1024 * 1024;
const WRITE_BYTES = 64 * 1024;
const PAUSE_MS = 50;
/** Enough for a tenth of them to be a figure. */
const MIN_ROUNDS = 10;
const ROUNDS_OF_WORK = 4_000_000;

interface Timed {
  readonly cpu: number[];
  readonly memory: number[];
  readonly disk: number[];
}

async function probe(seconds: number, signal: AbortSignal): Promise<NoiseRow[]> {
  const [before, frequencyHz] = [readNoise(), readFrequencyHz()];
  const heart = new Heartbeat();
  const { cpu, memory, disk } = await timeRounds(seconds, signal).finally(() => heart.end());
  const after = readNoise();
  const shares = noiseBetween(before, after, { instances: 0, helpers: 0 });
  return noiseRows({
    'cpu-spread': spread(cpu, 0),
    'memory-spread': spread(memory, 0),
    'disk-spread': spread(disk, 0.5),
    'disk-latency': disk.length === 0 ? undefined : computeQuantile(disk, 0.5),
    steal: shares.stealRatio,
    'other-cpu': shares.otherCpuRatio,
    'cpu-pressure': shares.cpuPressureRatio,
    'io-pressure': shares.ioPressureRatio,
    'memory-pressure': shares.memoryPressureRatio,
    frequency: computeChange(frequencyHz, readFrequencyHz()),
    'own-gap': Math.max(longestSeconds(heart.end()), sleptSeconds(before, after)),
  });
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
      timed.cpu.push(timeSeconds(() => referenceWork(ROUNDS_OF_WORK)));
      timed.memory.push(timeSeconds(() => source.copy(target)));
      timed.disk.push(await secondsOfWrite(disk, source.subarray(0, WRITE_BYTES)));
      await sleep(PAUSE_MS);
    }
  } finally {
    await disk.close();
    await rm(file, { force: true });
  }
  return timed;
}

function timeSeconds(work: () => unknown): number {
  const startMs = performance.now();
  work();
  return (performance.now() - startMs) / 1000;
}

async function secondsOfWrite(disk: Awaited<ReturnType<typeof open>>, content: Buffer): Promise<number> {
  const startMs = performance.now();
  await disk.write(content, 0, content.length, 0);
  await disk.sync();
  return (performance.now() - startMs) / 1000;
}

function computeQuantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

/** 90th percentile over the one given, − 1. */
function spread(values: readonly number[], over: number): number | undefined {
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
