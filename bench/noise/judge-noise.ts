/** Which limits the noise of a host keeps to, and what it means for a gate where it does not. */
import type { NoiseFinding, NoiseId, NoiseMeaning } from '../contract/noise.js';
import { VOIDING_GAP_SECONDS } from '../harness/stall.js';

export type NoiseValues = Readonly<Record<NoiseId, number | undefined>>;

/** A disk that flushes needs its own round trip; written to memory alone, 64 KiB take less than this. */
const SOONEST_FLUSH_SECONDS = 30e-6;

/** In the order in which they are shown. */
const PROBES: readonly Pick<NoiseFinding, 'id' | 'unit' | 'limit'>[] = [
  { id: 'cpu-spread', unit: 'ratio', limit: 0.1 },
  { id: 'memory-spread', unit: 'ratio', limit: 0.2 },
  { id: 'disk-spread', unit: 'ratio', limit: 1 },
  { id: 'disk-latency', unit: 'second' },
  { id: 'steal', unit: 'ratio', limit: 0.02 },
  { id: 'other-cpu', unit: 'ratio', limit: 0.1 },
  { id: 'cpu-pressure', unit: 'ratio', limit: 0.1 },
  { id: 'io-pressure', unit: 'ratio', limit: 0.1 },
  { id: 'memory-pressure', unit: 'ratio', limit: 0.01 },
  { id: 'frequency', unit: 'ratio', limit: 0.05 },
  { id: 'own-gap', unit: 'second', limit: VOIDING_GAP_SECONDS },
];

export function judgeNoise(values: NoiseValues): NoiseFinding[] {
  return PROBES.map((probe) => {
    const value = values[probe.id];
    if (value === undefined) return { ...probe, level: 'unknown', meaning: 'not-reported' };
    const level = probe.limit === undefined ? 'informational' : value <= probe.limit ? 'fit' : 'unfit';
    return { ...probe, value, level, meaning: level === 'fit' ? 'within-limit' : findMeaning(probe.id, value) };
  });
}

function findMeaning(id: NoiseId, value: number): NoiseMeaning {
  if (id !== 'disk-latency') return id;
  return value < SOONEST_FLUSH_SECONDS ? 'flushes-ignored' : 'flushes-honoured';
}

export function isFitForGates(findings: readonly NoiseFinding[]): boolean {
  return findings.every(({ level }) => level !== 'unfit');
}
