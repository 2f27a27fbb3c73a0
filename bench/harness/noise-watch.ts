/** Watches the host around each trial: from before its first instance starts until the last one is gone. */
import type { PlannedTrial, Sample, TrialNoise, TrialRecord } from '../contract/record.js';
import { type NoiseReading, noiseBetween, readFrequencyHz, readNoise, suspendedBetween } from '../host/noise-probe.js';
import { measureReference } from '../host/reference-loop.js';
import { voidTrial } from './voided.js';

/** What is read of the host; tests give their own. */
export interface HostProbe {
  readonly read: () => NoiseReading;
  readonly frequencyHz: () => number | undefined;
  /** Nanoseconds. */
  readonly reference: () => number;
}

const REAL_PROBE: HostProbe = { read: readNoise, frequencyHz: readFrequencyHz, reference: () => measureReference() };

/** /proc/uptime has hundredths, and the two clocks are not read at once. */
export const MIN_SLEEP_SECONDS = 0.5;

export class NoiseWatch {
  readonly #probe: HostProbe;
  #block: number | undefined;

  constructor(probe: HostProbe = REAL_PROBE) {
    this.#probe = probe;
  }

  /**
   * Runs the reference loop when the block is new, then the trial, and adds the noise to its record. A trial across which the host slept has failed:
   * what a guest or a timer makes of the gap is not what is to be measured. Undefined and errors of the trial pass through.
   */
  async around(trial: PlannedTrial, run: () => Promise<TrialRecord | undefined>): Promise<TrialRecord | undefined> {
    const reference = this.#referenceOf(trial);
    const before = this.#probe.read();
    const record = await run();
    if (record === undefined || record.outcome.status === 'skipped') return record;
    const after = this.#probe.read();
    const frequencyHz = this.#probe.frequencyHz();
    const others = { instances: sumCpuSeconds(record.samples), helpers: record.samplerCpuSeconds ?? 0 };
    const noise: TrialNoise = {
      ...record.noise,
      ...reference,
      ...noiseBetween(before, after, others),
      ...(frequencyHz !== undefined && { frequencyHz }),
    };
    return judgeSleep({ ...record, noise }, suspendedBetween(before, after));
  }

  #referenceOf({ block }: PlannedTrial): Pick<TrialNoise, 'referenceNs'> {
    if (block === this.#block) return {};
    this.#block = block;
    return { referenceNs: this.#probe.reference() };
  }
}

/** By the highest readings of the control groups, of all instances together. */
function sumCpuSeconds(samples: readonly Sample[]): number {
  const highest = new Map<string, number>();
  for (const { sampler, instanceId, values } of samples) {
    const cpuNs = sampler === 'cgroup' ? values['cpuNs'] : undefined;
    if (cpuNs !== undefined) highest.set(instanceId, Math.max(cpuNs, highest.get(instanceId) ?? 0));
  }
  return [...highest.values()].reduce((sum, cpuNs) => sum + cpuNs, 0) / 1e9;
}

function judgeSleep(record: TrialRecord, suspendedSeconds: number): TrialRecord {
  if (suspendedSeconds < MIN_SLEEP_SECONDS) return record;
  return voidTrial(record, 'host-suspended', `the host was suspended for ${suspendedSeconds.toFixed(1)} s during the trial`);
}
