/** What the host has back of a peak of memory that an instance took and let go. */
import { NEGLIGIBLE_SHARE } from '../contract/practical-margin.js';
import type { TrialRecord } from '../contract/record.js';
import { DEFAULT_NOISE_THRESHOLD, labelledSample, type Metric, unreclaimableBytes } from './metric.js';

/** Seconds after the release at which the host looked, ascending. */
export function returnedAfterSeconds({ samples }: Pick<TrialRecord, 'samples'>): number[] {
  const seconds = samples.flatMap(({ label = '' }) => /^after-([\d.]+)s$/.exec(label)?.[1] ?? []).map(Number);
  return [...new Set(seconds)].sort((left, right) => left - right);
}

function levelBytes(trial: TrialRecord, label: string): number | undefined {
  const sample = labelledSample(trial, 'cgroup', label);
  return sample && unreclaimableBytes(sample);
}

/** Above the level before it; undefined without cgroups, or when there was no peak. */
export function peakAboveRestBytes(trial: TrialRecord): number | undefined {
  const [before, peak] = [levelBytes(trial, 'before'), levelBytes(trial, 'peak')];
  return before === undefined || peak === undefined || peak <= before ? undefined : peak - before;
}

/** Share of the peak; more than 1 where the instance then holds less than before it. */
export function returnedRatio(trial: TrialRecord, afterSeconds: number): number | undefined {
  const peakBytes = peakAboveRestBytes(trial);
  const [before, after] = [levelBytes(trial, 'before'), levelBytes(trial, `after-${afterSeconds}s`)];
  return peakBytes === undefined || before === undefined || after === undefined
    ? undefined
    : (peakBytes + before - after) / peakBytes;
}

const WORK = { workloadId: 'elastic' } as const;

const base: Metric['definition'] = {
  id: 'memory-returned',
  title: 'Memory reclaimed after a peak',
  unit: 'ratio',
  direction: 'higher-is-better',
  group: 'memory',
  scope: 'environment',
  subject: 'host',
  source: 'cgroup memory.stat and kernel memory, read before, at and after the peak',
  definition:
    'Of the memory that a peak inside the instance took from the host, the share that the host has back 30 s after the instance’s own kernel ' +
    'had it back; (peak − after) ÷ (peak − before).',
  scenarios: ['elasticity'],
  practicalMargin: NEGLIGIBLE_SHARE,
  noiseThreshold: DEFAULT_NOISE_THRESHOLD,
};

export const memoryReturned: readonly Metric[] = [
  { definition: base, work: WORK, derive: (trial) => returnedRatio(trial, 30) },
  ...([1, 5] as const).map(
    (seconds): Metric => ({
      definition: {
        ...base,
        id: `memory-returned-${seconds}s`,
        title: `Memory reclaimed ${seconds} s after a peak`,
        direction: 'higher-is-better',
        definition: `As memory-returned, ${seconds} s after the release.`,
      },
      work: WORK,
      derive: (trial) => returnedRatio(trial, seconds),
    }),
  ),
];
