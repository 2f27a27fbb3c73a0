/** What a look at a host's noise found, row by row, and what each value means for a gate. */
import Table from 'cli-table3';
import { formatPercent, formatSignificant } from '../contract/figure-text.js';
import type { KnownNoiseFloors } from '../findings/noise-floors.js';
import { VOIDING_GAP_SECONDS } from '../harness/stall.js';

export interface NoiseRow {
  readonly id: NoiseId;
  readonly title: string;
  /** Absent where the host does not tell. */
  readonly value?: number;
  readonly unit: 'ratio' | 'second';
  /** Above it, comparisons suffer. */
  readonly limit?: number;
  /** Of this value. */
  readonly means: string;
}

export type NoiseId =
  | 'cpu-spread'
  | 'memory-spread'
  | 'disk-spread'
  | 'disk-latency'
  | 'steal'
  | 'other-cpu'
  | 'cpu-pressure'
  | 'io-pressure'
  | 'memory-pressure'
  | 'frequency'
  | 'own-gap';

interface Probe {
  readonly id: NoiseId;
  readonly title: string;
  readonly unit: NoiseRow['unit'];
  readonly limit?: number;
  /** Of a value beyond the limit; where there is no limit, of the value. */
  readonly means: string | ((value: number) => string);
}

/** A disk that flushes needs its own round trip; written to memory alone, 64 KiB take less than this. */
const SOONEST_FLUSH_SECONDS = 30e-6;

/** In the order in which they are shown. */
const PROBES: readonly Probe[] = [
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
    means: 'others use the same memory bus; widens work that memory bounds',
  },
  {
    id: 'disk-spread',
    title: 'write and fsync: 90th percentile ÷ median − 1',
    unit: 'ratio',
    limit: 1,
    means: 'widens figures of workloads that write',
  },
  { id: 'disk-latency', title: 'write and fsync: median', unit: 'second', means: describeFlush },
  {
    id: 'steal',
    title: 'CPU time that the hypervisor withheld',
    unit: 'ratio',
    limit: 0.02,
    means: 'blocks like this are left out; cannot be fixed on this host',
  },
  {
    id: 'other-cpu',
    title: 'CPU time of other programs',
    unit: 'ratio',
    limit: 0.1,
    means: 'blocks like this are left out; end them, or measure later',
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
    title: 'change of the CPU frequency meanwhile',
    unit: 'ratio',
    limit: 0.05,
    means: 'widens all that computes; fix the governor where there is one',
  },
  {
    id: 'own-gap',
    title: 'longest time in which Twinbench itself did not run',
    unit: 'second',
    limit: VOIDING_GAP_SECONDS,
    means: 'it was stopped or got no CPU: the other figures here are void, as a trial would be; look again',
  },
];

function describeFlush(seconds: number): string {
  return seconds < SOONEST_FLUSH_SECONDS
    ? 'sooner than a disk can be: flushes are not honoured, or this is memory'
    : 'as long as a disk takes that honours flushes';
}

export function noiseRows(values: Readonly<Record<NoiseId, number | undefined>>): NoiseRow[] {
  return PROBES.map(({ means, ...probe }) => {
    const value = values[probe.id];
    return { ...probe, ...(value !== undefined && { value }), means: meaning(value, probe.limit, means) };
  });
}

function meaning(value: number | undefined, limit: number | undefined, means: Probe['means']): string {
  if (value === undefined) return 'this host does not tell';
  if (limit !== undefined && value <= limit) return 'within its limit';
  return typeof means === 'string' ? means : means(value);
}

export function isFitForGates(rows: readonly NoiseRow[]): boolean {
  return rows.every(({ value = 0, limit = Number.POSITIVE_INFINITY }) => value <= limit);
}

export function describeNoise(rows: readonly NoiseRow[], { floors, hint }: KnownNoiseFloors, governors: string): string {
  const table = new Table({
    head: ['probe', 'found', 'limit', 'fit', 'what it means for a gate'],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [32, 12, 9, 5, 48],
  });
  for (const { title, value, unit, limit, means } of rows) {
    const shown = value === undefined ? 'n/a' : formatAmount(value, unit);
    const isFit = value === undefined || limit === undefined ? '' : value <= limit ? 'yes' : 'NO';
    table.push([title, shown, limit === undefined ? '' : formatAmount(limit, unit), isFit, means]);
  }
  const known = floors.map(
    ({ metricId, environmentId, effect95 }) => `  ${metricId}/${environmentId}: ±${formatPercent(effect95, 2)}`,
  );
  const kept =
    known.length === 0
      ? [hint ?? 'No A/A noise floor for this host yet: twinbench selftest aa']
      : ['What identical builds differed by here (95 % of comparisons):', ...known];
  return `${table.toString()}\nCPU governor: ${governors}\n${kept.join('\n')}\n`;
}

function formatAmount(value: number, unit: NoiseRow['unit']): string {
  if (value === 0) return unit === 'second' ? '0 ms' : '0 %';
  if (unit === 'ratio') return formatPercent(value, 2);
  return value < 1 ? `${formatSignificant(value * 1000, 3)} ms` : `${formatSignificant(value, 3)} s`;
}
