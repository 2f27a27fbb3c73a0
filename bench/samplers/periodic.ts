/** The periodic readings of a control group: a program of their own takes them, and they are understood only after the last one. */
import type { Cgroup } from '../../runtimes/cgroup.js';
import { CGROUP_SAMPLER, cgroupParts, parseCgroup } from './cgroup.js';
import type { Reading } from './source.js';

/** Reads files again and again without waking up this process. The sampler of `runtimes/` is one; this room does not know how it is started. */
export interface PeriodicReader {
  /** Begins to read these files together, one to two periods from now. */
  start(files: readonly string[], periodMs: number): { stop(): Promise<PeriodicTexts> };
}

export interface PeriodicTexts {
  /** Ascending in time; texts in the order of the files. */
  readonly readings: readonly { readonly atNs: bigint; readonly texts: readonly string[] }[];
  /** False when the reader had no room for the later ones. */
  readonly isComplete: boolean;
  readonly cpuSeconds: number;
}

export interface Periodic {
  /** Ends the readings; call it once. @throws Error – readings are lost */
  stop(): Promise<{ readings: Reading[]; cpuSeconds: number }>;
}

export function startPeriodic(
  reader: PeriodicReader,
  instanceId: string,
  cgroup: Pick<Cgroup, 'files'>,
  periodMs: number,
): Periodic {
  const parts = cgroupParts(cgroup);
  const slot = reader.start(
    parts.map(({ path }) => path),
    periodMs,
  );
  return {
    stop: async () => {
      const { readings, isComplete, cpuSeconds } = await slot.stop();
      if (!isComplete) throw new Error(`The sampler had no room for all readings of ${instanceId}; use a longer period`);
      return {
        cpuSeconds,
        readings: readings.flatMap(({ atNs, texts }) => {
          const values = parseCgroup(parts, texts);
          return values === undefined ? [] : [{ sampler: CGROUP_SAMPLER, atNs, instanceId, values }];
        }),
      };
    },
  };
}
