/** A seeded stand-in for a long history: realistic sizes and spread, some steps, spikes and refused runs. No figure here was measured. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { HistoryEntry, HistorySeries } from '../bench/contract/history.js';
import { entryName } from '../bench/history/entry-name.js';
import { entryText } from '../bench/history/entry-text.js';

interface SimulatedHistory {
  readonly runs: number;
  readonly seed?: number;
  readonly accelerator?: 'kvm' | 'tcg';
  readonly workloads?: readonly string[];
  /** Coefficient of variation between runs. */
  readonly spread?: number;
}

interface Kind {
  readonly metricId: string;
  readonly title: string;
  readonly unit: HistorySeries['unit'];
  readonly direction: HistorySeries['direction'];
  readonly primary: boolean;
  readonly perWorkload: boolean;
  /** By environment. */
  readonly base: readonly [bare: number, container: number, vm: number];
}

const KINDS: readonly Kind[] = [
  {
    metricId: 'boot-time',
    title: 'Boot time',
    unit: 'second',
    direction: 'lower-is-better',
    primary: true,
    perWorkload: false,
    base: [0.001, 0.004, 0.21],
  },
  {
    metricId: 'stop-time',
    title: 'Stop time',
    unit: 'second',
    direction: 'lower-is-better',
    primary: true,
    perWorkload: false,
    base: [0.004, 0.011, 0.048],
  },
  {
    metricId: 'memory-idle',
    title: 'Idle memory',
    unit: 'byte',
    direction: 'lower-is-better',
    primary: true,
    perWorkload: false,
    base: [1.2e6, 1.6e6, 1.2e8],
  },
  {
    metricId: 'memory-cache',
    title: 'File cache',
    unit: 'byte',
    direction: 'neutral',
    primary: false,
    perWorkload: false,
    base: [5e6, 5e6, 4e7],
  },
  {
    metricId: 'throughput',
    title: 'Throughput',
    unit: 'operation-per-second',
    direction: 'higher-is-better',
    primary: true,
    perWorkload: true,
    base: [410, 405, 380],
  },
  {
    metricId: 'cpu-per-operation',
    title: 'CPU per operation',
    unit: 'second-per-operation',
    direction: 'lower-is-better',
    primary: false,
    perWorkload: true,
    base: [0.0024, 0.0024, 0.0027],
  },
];
const ENVIRONMENTS = ['bare', 'container', 'vm'] as const;
const WORKLOADS = ['json', 'cpu-hash', 'compress', 'file-io', 'memory-copy', 'process-spawn', 'loopback-http', 'garbage'];
const START_MS = Date.UTC(2024, 0, 1);
const HOUR_MS = 3_600_000;

/** With the eight workloads of old, 60 series each. Ascending in time. */
export function* simulateEntries({
  runs,
  seed = 1,
  accelerator = 'kvm',
  workloads = WORKLOADS,
  spread = 0.03,
}: SimulatedHistory): Generator<HistoryEntry> {
  const generator = xoroshiro128plus(seed);
  const random = () => uniformFloat64(generator);
  const subjects = listSubjects(workloads);
  for (let run = 0; run < runs; run += 1) yield makeEntry(run, runs, { random, subjects, accelerator, workloads, spread });
}

interface Subject {
  readonly kind: Kind;
  readonly environment: number;
  readonly workloadId?: string;
}

function listSubjects(workloads: readonly string[]): Subject[] {
  return KINDS.flatMap((kind) =>
    ENVIRONMENTS.flatMap((_, environment): Subject[] =>
      kind.perWorkload ? workloads.map((workloadId) => ({ kind, environment, workloadId })) : [{ kind, environment }],
    ),
  );
}

interface Making {
  readonly random: () => number;
  readonly subjects: readonly Subject[];
  readonly accelerator: 'kvm' | 'tcg';
  readonly workloads: readonly string[];
  readonly spread: number;
}

function makeEntry(run: number, runs: number, { random, subjects, accelerator, workloads, spread }: Making): HistoryEntry {
  const startedAt = new Date(START_MS + run * HOUR_MS).toISOString();
  const revision = Array.from({ length: 5 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  return {
    schemaVersion: 1,
    runId: `${startedAt.replace(/[-:]/g, '').replace('T', '-').slice(0, 15)}-${run.toString(16).padStart(4, '0')}`,
    startedAt,
    revision,
    generator: { name: 'twinbench', version: '0.1.0', revision, dirty: false },
    profile: 'quick',
    host: { fingerprint: '0123456789abcdef', cpu: 'Synthetic CPU', kernel: '6.1.0' },
    accelerator,
    environments: ENVIRONMENTS.map((id) => ({
      ...{ id, kind: id, imageDigest: `sha256:${'5a'.repeat(32)}`, configuration: `configuration-${id}` },
      ...(id === 'vm' && { accelerator }),
    })),
    workloads: workloads.map((id) => ({ id, version: '1', parameters: { windowMs: 1000 }, digest: `digest-of-${id}` })),
    series: subjects.map((subject, place) => makeSeries(subject, place, (run + 1) / runs, random, spread)),
    flags: run % 97 === 41 ? { verdict: 'regressed' } : { verdict: 'pass' },
  };
}

/** Every seventh series steps up by 12 % when nine tenths of the newest 200 runs, or of all, are over; one creeps. */
function makeSeries(
  { kind, environment, workloadId }: Subject,
  place: number,
  age: number,
  random: () => number,
  spread: number,
): HistorySeries {
  const { base, perWorkload: _, ...facts } = kind;
  const step = place % 7 === 2 && age > 0.93 ? 1.12 : 1;
  const creep = place === 3 ? 1 + 0.15 * age : 1;
  const spike = random() < 0.01 ? 1.4 : 1;
  const median = (base[environment] ?? 1) * step * creep * spike * Math.exp(spread * normal(random));
  const half = 0.8 * spread * median;
  return {
    environmentId: ENVIRONMENTS[environment] ?? 'bare',
    ...(workloadId !== undefined && { workloadId }),
    ...facts,
    noiseThreshold: 0.01,
    n: 12,
    median,
    interval: { level: 0.9614257812499999, low: median - half * (0.5 + random()), high: median + half * (0.5 + random()) },
    standardDeviation: half * (1 + random()),
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** As `history append` lays them out, without waiting for the disk after each. */
export function writeSimulatedHistory(folder: string, options: SimulatedHistory): void {
  mkdirSync(folder, { recursive: true });
  for (const entry of simulateEntries(options)) writeFileSync(path.join(folder, entryName(entry) ?? ''), entryText(entry));
}
