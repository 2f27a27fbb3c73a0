/** What a comparison of the same thing with itself has shown of each metric on this host: information for who reads a gate. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { cacheRoot } from '../../runtimes/cache.js';
import { writeWhole } from './results-folder.js';

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

const kept = z.object({ fingerprint: z.string(), measuredAt: z.string(), floors: z.array(noiseFloor) });

export type NoiseFloor = z.infer<typeof noiseFloor>;

function fileFor(fingerprint: string): string {
  return path.join(cacheRoot(), 'noise-floor', `${fingerprint}.json`);
}

export async function keepNoiseFloors(fingerprint: string, floors: readonly NoiseFloor[], measuredAt: string): Promise<void> {
  const file = fileFor(fingerprint);
  await mkdir(path.dirname(file), { recursive: true });
  await writeWhole(file, `${JSON.stringify({ fingerprint, measuredAt, floors }, null, 1)}\n`);
}

/** Empty when this host was never tested, or the file cannot be read as what it should be. */
export async function keptNoiseFloors(fingerprint: string): Promise<readonly NoiseFloor[]> {
  try {
    return kept.parse(JSON.parse(await readFile(fileFor(fingerprint), 'utf8'))).floors;
  } catch {
    return [];
  }
}
