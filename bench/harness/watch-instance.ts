/** Connects the samplers to one instance of a trial: readings become samples relative to the trial's origin. */
import type { Instance } from '../../runtimes/runtime.js';
import type { Sample } from '../contract/record.js';
import type { PeriodicReader } from '../samplers/periodic.js';
import { startSampling } from '../samplers/sampling.js';
import type { Reading } from '../samplers/source.js';
import type { Sampling, SamplingChoice } from '../scenarios/scenario.js';

/** `originNs` is asked only at the end, because the first readings may come before the launcher's first mark. */
export function watchInstance(
  periodicReader: PeriodicReader,
  instance: Instance,
  guestRamBytes: number,
  originNs: () => bigint,
  choice: SamplingChoice = {},
): Sampling {
  const now = () => process.hrtime.bigint();
  const sampling = startSampling({ instances: [instance], guestRamBytes, now, periodicReader, ...choice });
  return {
    readCgroups: (label) => sampling.readCgroups(label),
    readAll: (label) => sampling.readAll(label),
    stop: async () => {
      const { readings, cpuSeconds } = await sampling.stop();
      return { samples: readings.map((reading) => toSample(reading, originNs())), cpuSeconds };
    },
  };
}

function toSample({ sampler, atNs, instanceId, label, values }: Reading, originNs: bigint): Sample {
  return { sampler, tNs: Number(atNs - originNs), instanceId, values: { ...values }, ...(label !== undefined && { label }) };
}
