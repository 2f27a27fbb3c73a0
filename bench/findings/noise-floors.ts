/** What a comparison of the same thing with itself has shown of each metric on this host: information for who reads a gate. */
import * as z from 'zod';
import { HostFindingStore } from './finding-store.js';
import { digestMeasuringCode } from './measuring-code.js';

const noiseFloor = z.object({
  metricId: z.string(),
  environmentId: z.string(),
  workloadId: z.string().optional(),
  /** 95th percentile of |candidate ÷ baseline − 1| over the comparisons. */
  effect95: z.number().nonnegative(),
  /** Median over the comparisons of the smallest effect that each would probably have shown; absent where none could tell. */
  detectable: z.number().positive().optional(),
  comparisons: z.number().int().positive(),
});

const noiseFloors = z.object({
  fingerprint: z.string(),
  measuredAt: z.string(),
  measuredBy: z.string().optional(),
  floors: z.array(noiseFloor),
});

export type NoiseFloor = z.infer<typeof noiseFloor>;

type NoiseFloors = z.infer<typeof noiseFloors>;

const store = new HostFindingStore<NoiseFloors>('noise-floor', noiseFloors);

export async function keepNoiseFloors(found: NoiseFloors): Promise<void> {
  await store.keep(found);
}

export interface KnownNoiseFloors {
  /** Empty when this host was never tested by this code, or the file cannot be read as what it should be. */
  readonly floors: readonly NoiseFloor[];
  /** In place of floors that other code has found; absent when there are none. */
  readonly hint?: string;
}

export async function findNoiseFloors(fingerprint: string): Promise<KnownNoiseFloors> {
  const { finding, isOutdated } = await store.find({ fingerprint, environments: [], measuredBy: await digestMeasuringCode() });
  return { floors: finding?.floors ?? [], ...(isOutdated && { hint: OUTDATED }) };
}

const OUTDATED =
  'The A/A noise floor of this host was measured by another version of Twinbench and is left out; measure it again: twinbench selftest aa';
