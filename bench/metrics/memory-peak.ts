/** The most memory that an instance held at once, and what it consisted of. */
import { NEGLIGIBLE_MEMORY } from '../contract/practical-margin.js';
import type { TrialRecord } from '../contract/record.js';
import { memoryParts, partMetrics } from './memory-parts.js';
import { DEFAULT_NOISE_THRESHOLD, labelledSample, listSamples, type Metric, unreclaimableBytes } from './metric.js';

function peakBytes(trial: TrialRecord): number | undefined {
  return listSamples(trial, 'cgroup').reduce<number | undefined>((peak, sample) => {
    const bytes = unreclaimableBytes(sample);
    return bytes === undefined || (peak !== undefined && peak >= bytes) ? peak : bytes;
  }, undefined);
}

export const memoryPeak: Metric = {
  definition: {
    id: 'memory-peak',
    title: 'Peak memory',
    unit: 'byte',
    direction: 'lower-is-better',
    group: 'memory',
    scope: 'workload',
    subject: 'instance',
    source: 'highest reading of cgroup memory.stat and kernel memory',
    definition:
      'The highest reading during the trial of the memory that cannot be reclaimed: anonymous, shared memory and kernel. A peak between ' +
      'two readings is missed.',
    practicalMargin: NEGLIGIBLE_MEMORY,
    noiseThreshold: DEFAULT_NOISE_THRESHOLD,
  },
  derive: peakBytes,
};

/** The full reading nearest to the peak that a trial has: at the end of the window, on idle once settled. */
function partsLabel(trial: TrialRecord): string {
  return labelledSample(trial, 'cgroup', 'end') === undefined ? 'settled' : 'end';
}

/** Never negative, for the peak is the highest of all readings, this one among them. */
function transientBytes(trial: TrialRecord): number | undefined {
  const sample = labelledSample(trial, 'cgroup', partsLabel(trial));
  const heldBytes = sample && unreclaimableBytes(sample);
  const wholeBytes = peakBytes(trial);
  return heldBytes === undefined || wholeBytes === undefined ? undefined : wholeBytes - heldBytes;
}

export const memoryPeakParts: readonly Metric[] = [
  ...partMetrics(memoryPeak.definition, (trial, environment) => memoryParts(trial, environment, partsLabel(trial))),
  {
    definition: {
      ...memoryPeak.definition,
      id: 'memory-peak.transient',
      partOf: 'memory-peak',
      title: 'Transient',
      source: 'memory-peak − the same reading at the end of the window',
      definition:
        'Held at the peak and gone when the other parts were read, at the end of the window (on idle once settled); 0 when that ' +
        'reading was the peak.',
    },
    derive: (trial, environment) =>
      memoryParts(trial, environment, partsLabel(trial)) === undefined ? undefined : transientBytes(trial),
  },
];
