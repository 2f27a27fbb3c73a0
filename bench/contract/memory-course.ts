/**
 * The memory of an instance while its trial lasts, in few enough readings for a document: of a long trial the lowest and the highest of each
 * stretch, so that no peak is lost. Readers derive it themselves from older documents, whose trials hold every reading.
 */
import * as z from 'zod';
import type { Sample } from './record.js';

/** Whose series decide which trial stands for an environment and workload. */
const PEAK = 'memory-peak';
/** More than a small chart has pixels for; most trials of some seconds have fewer. */
const MAX_READINGS = 200;

const memoryReading = z.looseObject({
  /** Relative to the launcher's first instruction. */
  tNs: z.number().int(),
  /** Anonymous, shared and kernel memory, as the metric memory-peak counts it. */
  bytes: z.number(),
});

/** Of the trial whose peak is nearest to the median of its series. */
export const memoryCourse = z.looseObject({
  environmentId: z.string(),
  workloadId: z.string(),
  trialId: z.string(),
  /** How many were taken; `readings` has at most 200 of them. */
  taken: z.number().int().nonnegative(),
  /** Ascending. */
  readings: z.array(memoryReading),
});

export type MemoryReading = z.infer<typeof memoryReading>;
export type MemoryCourse = z.infer<typeof memoryCourse>;

/** Every reading of what the host cannot reclaim, ascending. */
export function memoryReadings(samples: readonly Sample[]): MemoryReading[] {
  return samples.flatMap(readMemory).sort((a, b) => a.tNs - b.tNs);
}

function readMemory({ sampler, tNs, values }: Sample): MemoryReading[] {
  const { anonBytes, shmemBytes, kernelBytes } = values;
  if (sampler !== 'cgroup' || anonBytes === undefined || shmemBytes === undefined || kernelBytes === undefined) return [];
  const bytes = anonBytes + shmemBytes + kernelBytes;
  return Number.isFinite(bytes) ? [{ tNs, bytes }] : [];
}

/** @returns at most 200 of the readings, in their order */
export function thinReadings(readings: readonly MemoryReading[]): readonly MemoryReading[] {
  if (readings.length <= MAX_READINGS) return readings;
  const [first, last] = [readings.slice(0, 1), readings.slice(-1)];
  const stretches = (MAX_READINGS - 2) / 2;
  const inner = readings.slice(1, -1);
  const bound = (index: number) => Math.round((index * inner.length) / stretches);
  const kept = Array.from({ length: stretches }, (_, index) => extremes(inner.slice(bound(index), bound(index + 1))));
  return [...first, ...kept.flat(), ...last];
}

/** The lowest and the highest, in their order; one where they are the same. */
function extremes(stretch: readonly MemoryReading[]): MemoryReading[] {
  const low = stretch.reduce<MemoryReading | undefined>(
    (least, one) => (least && least.bytes <= one.bytes ? least : one),
    undefined,
  );
  const high = stretch.reduce<MemoryReading | undefined>(
    (most, one) => (most && most.bytes >= one.bytes ? most : one),
    undefined,
  );
  return stretch.filter((one) => one === low || one === high);
}

/** What decides in a series; see `series` in document.ts. */
interface Peaks {
  readonly environmentId: string;
  readonly workloadId?: string | undefined;
  readonly metricId: string;
  readonly points: readonly Peak[];
  readonly summary: { readonly median: number };
}

interface Peak {
  readonly trialId: string;
  readonly value: number;
  readonly contaminated?: boolean | undefined;
}

/** What a trial's readings amount to; `taken` before they were thinned. */
export interface Course {
  readonly taken: number;
  readonly readings: readonly MemoryReading[];
}

/** One for each environment and workload whose peaks were measured and whose trial has readings, in the order of the series. */
export function selectCourses(series: readonly Peaks[], courseOf: (trialId: string) => Course | undefined): MemoryCourse[] {
  return series.flatMap((one) => {
    const { environmentId, workloadId, metricId } = one;
    const trialId = metricId === PEAK ? medianTrial(one) : undefined;
    const course = trialId === undefined ? undefined : courseOf(trialId);
    if (workloadId === undefined || trialId === undefined || course === undefined || course.taken === 0) return [];
    return [{ environmentId, workloadId, trialId, taken: course.taken, readings: [...course.readings] }];
  });
}

/** Its value is nearest to the median; of an undisturbed block where there is one. */
function medianTrial({ points, summary }: Peaks): string | undefined {
  const quiet = points.filter(({ contaminated }) => contaminated !== true);
  const far = ({ value }: { value: number }) => Math.abs(value - summary.median);
  return (quiet.length > 0 ? quiet : points).reduce<Peak | undefined>(
    (nearest, point) => (nearest && far(nearest) <= far(point) ? nearest : point),
    undefined,
  )?.trialId;
}
