/** `twinbench noise`: how noisy this host is right now, and what each kind of noise means for a gate. */
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import type { Argv } from 'yargs';
import { openCacheFolder, scratchName } from '../../runtimes/cache.js';
import { noiseBetween, readFrequencyHz, readGovernors, readNoise } from '../host/noise-probe.js';
import { referenceWork } from '../host/reference-loop.js';
import { checkCache } from './beforehand.js';
import { EXIT, UsageError } from './failure.js';
import { listenForInterruption } from './interruption.js';
import { findNoiseFloors, type KnownNoiseFloors } from './noise-floor-store.js';
import { hostFingerprint } from './run-record.js';
import { parseSeconds } from './settings.js';
import { print } from './stdout.js';

export interface NoiseRow {
  readonly id: string;
  readonly title: string;
  /** Absent where the host does not tell. */
  readonly value?: number;
  readonly unit: 'ratio' | 'second';
  /** Above it, comparisons suffer. */
  readonly limit?: number;
  readonly means: string;
}

export function options(parser: Argv): Argv {
  return parser
    .usage(
      '$0 noise [options]\n\nProbes this host: how steadily it computes, copies memory and writes to disk, what the hypervisor and other programs take, and what that means for a gate.',
    )
    .option('for', { type: 'string', default: '10s', describe: 'how long to look' })
    .option('json', { type: 'boolean', default: false, describe: 'machine-readable, on stdout' })
    .example('$0 noise', 'before trusting a runner')
    .example('$0 noise --for 1m --json', 'a longer look, for a script')
    .epilogue('Exit code: 0 when every figure lies within its limit, 3 when one does not.');
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const seconds = parseSeconds(String(args['for'] ?? '10s'));
  if (seconds > 3600) throw new UsageError('--for takes at most 1h');
  await checkCache();
  using interruption = listenForInterruption(say);
  say(`probing for about ${String(Math.round(seconds))} s`);
  const rows = await probe(seconds, interruption.signal);
  if (interruption.exitCode() !== undefined) return interruption.exitCode() ?? EXIT.interrupted;
  const known = await findNoiseFloors(await hostFingerprint());
  const isFit = rows.every(({ value = 0, limit = Number.POSITIVE_INFINITY }) => value <= limit);
  const governors = readGovernors();
  print(
    args['json'] === true
      ? `${JSON.stringify({ isFit, governors, rows, floors: known.floors }, null, 1)}\n`
      : describe(rows, known, governors),
  );
  return isFit ? EXIT.ok : EXIT.undecided;
}

const COPY_BYTES = 32 * 1024 * 1024;
const WRITE_BYTES = 64 * 1024;
const PAUSE_MS = 50;
/** Enough for a tenth of them to be a figure. */
const FEWEST_ROUNDS = 10;
const ROUNDS_OF_WORK = 4_000_000;

interface Timed {
  readonly cpu: number[];
  readonly memory: number[];
  readonly disk: number[];
}

async function probe(seconds: number, signal: AbortSignal): Promise<NoiseRow[]> {
  const [before, frequencyHz] = [readNoise(), readFrequencyHz()];
  const { cpu, memory, disk } = await timeRounds(seconds, signal);
  const shares = noiseBetween(before, readNoise(), { instances: 0, helpers: 0 });
  const values: Readonly<Record<string, number | undefined>> = {
    'cpu-spread': spread(cpu, 0),
    'memory-spread': spread(memory, 0),
    'disk-spread': spread(disk, 0.5),
    'disk-latency': disk.length === 0 ? undefined : quantileOf(disk, 0.5),
    steal: shares.stealRatio,
    'other-cpu': shares.otherCpuRatio,
    'cpu-pressure': shares.cpuPressureRatio,
    'io-pressure': shares.ioPressureRatio,
    'memory-pressure': shares.memoryPressureRatio,
    frequency: changeOf(frequencyHz, readFrequencyHz()),
  };
  return PROBES.map((one) => {
    const value = values[one.id];
    return { ...one, ...(value !== undefined && { value }) };
  });
}

/** In the order in which they are shown. */
const PROBES: readonly Omit<NoiseRow, 'value'>[] = [
  {
    id: 'cpu-spread',
    title: 'CPU loop: 90th percentile ÷ fastest − 1',
    unit: 'ratio',
    limit: 0.1,
    means: 'widens throughput and boot-time; blocks with a loop 10 % slower are left out',
  },
  {
    id: 'memory-spread',
    title: 'copying memory: 90th percentile ÷ fastest − 1',
    unit: 'ratio',
    limit: 0.2,
    means: 'neighbours on the same memory bus; widens work that memory bounds',
  },
  {
    id: 'disk-spread',
    title: 'write and fsync: 90th percentile ÷ median − 1',
    unit: 'ratio',
    limit: 1,
    means: 'widens figures of workloads that write',
  },
  {
    id: 'disk-latency',
    title: 'write and fsync: median',
    unit: 'second',
    means: 'sooner than a disk can be: flushes are not honoured',
  },
  {
    id: 'steal',
    title: 'CPU time that the hypervisor withheld',
    unit: 'ratio',
    limit: 0.02,
    means: 'above 2 % a block is left out; nothing on this host mends it',
  },
  {
    id: 'other-cpu',
    title: 'CPU time of other programs',
    unit: 'ratio',
    limit: 0.1,
    means: 'above 10 % a block is left out; end them, or measure later',
  },
  {
    id: 'cpu-pressure',
    title: 'time in which a task waited for a CPU',
    unit: 'ratio',
    limit: 0.1,
    means: 'each wait is added to a boot or to a window',
  },
  {
    id: 'io-pressure',
    title: 'time in which a task waited for the disk',
    unit: 'ratio',
    limit: 0.1,
    means: 'widens cold boots and whatever writes',
  },
  {
    id: 'memory-pressure',
    title: 'time in which a task waited for memory',
    unit: 'ratio',
    limit: 0.01,
    means: 'the host reclaims memory: figures of memory are not the instance’s own',
  },
  {
    id: 'frequency',
    title: 'change of the clock during the look',
    unit: 'ratio',
    limit: 0.05,
    means: 'widens all that computes; fix the governor where there is one',
  },
];

async function timeRounds(seconds: number, signal: AbortSignal): Promise<Timed> {
  const timed: Timed = { cpu: [], memory: [], disk: [] };
  const [source, target] = [Buffer.alloc(COPY_BYTES, 1), Buffer.alloc(COPY_BYTES)];
  const file = path.join(await openCacheFolder('work'), scratchName());
  const disk = await open(file, 'wx');
  try {
    const endMs = performance.now() + seconds * 1000;
    referenceWork(ROUNDS_OF_WORK);
    while (!signal.aborted && (performance.now() < endMs || timed.cpu.length < FEWEST_ROUNDS)) {
      timed.cpu.push(secondsOf(() => referenceWork(ROUNDS_OF_WORK)));
      timed.memory.push(secondsOf(() => source.copy(target)));
      timed.disk.push(await secondsOfWrite(disk, source.subarray(0, WRITE_BYTES)));
      await sleep(PAUSE_MS);
    }
  } finally {
    await disk.close();
    await rm(file, { force: true });
  }
  return timed;
}

function secondsOf(work: () => unknown): number {
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

function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

/** 90th percentile over the one given, − 1. */
function spread(values: readonly number[], over: number): number | undefined {
  return values.length < FEWEST_ROUNDS ? undefined : quantileOf(values, 0.9) / quantileOf(values, over) - 1;
}

function changeOf(before: number | undefined, after: number | undefined): number | undefined {
  return before === undefined || after === undefined ? undefined : Math.abs(after / before - 1);
}

function describe(rows: readonly NoiseRow[], { floors, hint }: KnownNoiseFloors, governors: string): string {
  const table = new Table({
    head: ['probe', 'found', 'limit', 'fit', 'what it means for a gate'],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [32, 12, 9, 5, 48],
  });
  for (const { title, value, unit, limit, means } of rows) {
    const shown = value === undefined ? 'not told' : amount(value, unit);
    const isFit = value === undefined || limit === undefined ? '' : value <= limit ? 'yes' : 'NO';
    table.push([title, shown, limit === undefined ? '' : amount(limit, unit), isFit, means]);
  }
  const known = floors.map(
    ({ metricId, environmentId, effect95 }) => `  ${metricId}/${environmentId}: ±${amount(effect95, 'ratio')}`,
  );
  const kept =
    known.length === 0
      ? [hint ?? 'What identical builds differ by here was never measured: twinbench selftest aa']
      : ['What identical builds differed by here (95 % of comparisons):', ...known];
  return `${table.toString()}\nCPU governor: ${governors}\n${kept.join('\n')}\n`;
}

function amount(value: number, unit: NoiseRow['unit']): string {
  return unit === 'second' ? `${(value * 1000).toPrecision(3)} ms` : `${(value * 100).toPrecision(2)} %`;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
