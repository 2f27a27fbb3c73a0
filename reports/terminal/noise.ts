/** What `twinbench noise` prints: each kind of noise, its limit, and what it means for a gate. */
import { formatPercent, formatSignificant } from '../../bench/contract/figure-text.js';
import type { KnownNoiseFloors, NoiseFinding, NoiseId, NoiseMeaning } from '../../bench/contract/noise.js';
import { formatCount } from '../view-model/text.js';
import { alignRows, type Column, hanging, wrapped } from './layout.js';

const TITLES: Readonly<Record<NoiseId, string>> = {
  'cpu-spread': 'CPU loop: 90th percentile ÷ fastest − 1',
  'memory-spread': 'memory copy: 90th percentile ÷ fastest − 1',
  'disk-spread': 'write and fsync: 90th percentile ÷ median − 1',
  'disk-latency': 'write and fsync: median',
  steal: 'CPU steal',
  'other-cpu': 'CPU time of other programs',
  'cpu-pressure': 'time with a task waiting for a CPU',
  'io-pressure': 'time with a task waiting for the disk',
  'memory-pressure': 'time with a task waiting for memory',
  frequency: 'CPU frequency change',
  'own-gap': 'longest time Twinbench itself did not run',
};

const MEANINGS: Readonly<Record<NoiseMeaning, string>> = {
  'not-reported': 'not reported by this host',
  'within-limit': 'within its limit',
  'cpu-spread': 'widens throughput and boot-time; blocks with a loop 10 % slower are excluded',
  'memory-spread': 'others share the memory bus; widens memory-bound work',
  'disk-spread': 'widens figures of workloads that write',
  'flushes-ignored': 'faster than any disk: flushes are not honoured, or this is memory',
  'flushes-honoured': 'typical of a disk that honours flushes',
  steal: 'such blocks are excluded; cannot be fixed on this host',
  'other-cpu': 'such blocks are excluded; stop those programs, or measure later',
  'cpu-pressure': 'every wait adds to a boot or a window',
  'io-pressure': 'widens cold boots and workloads that write',
  'memory-pressure': 'the host reclaims memory: memory figures are not the instance’s own',
  frequency: 'widens everything CPU-bound; pin the governor where there is one',
  'own-gap': 'it was stopped or got no CPU: the other figures here are void, as a trial would be; run it again',
};

/** As in the JSON output. */
export function nameNoise(findings: readonly NoiseFinding[]): object[] {
  return findings.map(({ id, unit, limit, value, meaning }) => ({
    id,
    title: TITLES[id],
    unit,
    limit,
    value,
    means: MEANINGS[meaning],
  }));
}

export interface NoiseText {
  readonly findings: readonly NoiseFinding[];
  readonly known: KnownNoiseFloors;
  readonly governors: string;
  /** Columns of the terminal. */
  readonly width: number;
}

/** What is beyond its limit comes first. Ends without a newline. */
export function renderNoise({ findings, known, governors, width }: NoiseText): string {
  const ordered = findings.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  const blocks = [
    probeBlock(ordered, width),
    '',
    wrapped(`CPU governor: ${governors}`, width, '  '),
    ...listFloors(known).map((line) => wrapped(line, width, '  ')),
    wrapped(conclude(findings), width),
  ];
  return blocks.join('\n');
}

const LEVELS: readonly NoiseFinding['level'][] = ['unfit', 'informational', 'unknown', 'fit'];
const FIT: Readonly<Record<NoiseFinding['level'], string>> = { unknown: '–', informational: '–', fit: 'yes', unfit: 'NO' };
const FIT_WIDTH = 3;
const COLUMNS: readonly Column[] = [
  { title: 'probe', side: 'left' },
  { title: 'found', side: 'right' },
  { title: 'limit', side: 'right' },
];

/** What a figure means stands under it, unless it means nothing for a gate. */
function probeBlock(findings: readonly NoiseFinding[], width: number): string {
  const cells = findings.map(({ id, value, unit, limit }) => [
    TITLES[id],
    formatAmount(value, unit, 'n/a'),
    formatAmount(limit, unit, ''),
  ]);
  const [head = '', ...rows] = alignRows(COLUMNS, cells, width - FIT_WIDTH - 2);
  const lines = findings.map(({ level, meaning }, index) => {
    const row = indented(FIT[level], rows[index] ?? '');
    return meaning === 'within-limit' ? row : `${row}\n${hanging('', MEANINGS[meaning], width, FIT_WIDTH + 2)}`;
  });
  return [indented('fit', head), ...lines].join('\n');
}

function indented(label: string, text: string): string {
  return `${label.padEnd(FIT_WIDTH)}  ${text.replaceAll('\n', `\n${' '.repeat(FIT_WIDTH + 2)}`)}`;
}

function conclude(findings: readonly NoiseFinding[]): string {
  const beyond = findings.filter(({ level }) => level === 'unfit').length;
  if (beyond === 0) return 'Quiet enough for a gate: every figure is within its limit.';
  return `Too noisy for a gate now: ${formatCount(beyond, 'figure is beyond its limit', 'figures are beyond their limits')}.`;
}

function listFloors({
  floors,
  hint = 'No A/A noise floor for this host yet: twinbench selftest aa',
}: KnownNoiseFloors): string[] {
  if (floors.length === 0) return [hint];
  const lines = floors.map(
    ({ metricId, environmentId, effect95 }) => `  ${metricId}/${environmentId}: ±${formatPercent(effect95, 2)}`,
  );
  return ['A/A noise floor of this host (95 % of comparisons of identical builds):', ...lines];
}

function formatAmount(value: number | undefined, unit: NoiseFinding['unit'], absent: string): string {
  if (value === undefined) return absent;
  if (value === 0) return unit === 'second' ? '0 ms' : '0 %';
  if (unit === 'ratio') return formatPercent(value, 2);
  return value < 1 ? `${formatSignificant(value * 1000, 3)} ms` : `${formatSignificant(value, 3)} s`;
}
