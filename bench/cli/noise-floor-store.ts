/** What a comparison of the same thing with itself has shown of each metric on this host: information for who reads a gate. */
import * as z from 'zod';
import { Kept } from './kept.js';

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

const noiseFloors = z.object({ fingerprint: z.string(), measuredAt: z.string(), floors: z.array(noiseFloor) });

export type NoiseFloor = z.infer<typeof noiseFloor>;

const store = new Kept<z.infer<typeof noiseFloors>>('noise-floor', noiseFloors);

export async function keepNoiseFloors(fingerprint: string, floors: readonly NoiseFloor[], measuredAt: string): Promise<void> {
  await store.keep({ fingerprint, measuredAt, floors: [...floors] });
}

/** Empty when this host was never tested, or the file cannot be read as what it should be. */
export async function keptNoiseFloors(fingerprint: string): Promise<readonly NoiseFloor[]> {
  return (await store.find(fingerprint, []))?.floors ?? [];
}
