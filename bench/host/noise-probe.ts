/** What else happened on the host between two moments. A reading takes less than a millisecond: never inside a timed window. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TrialNoise } from '../contract/record.js';
import { type HostCpu, type OwnCpu, parseHostCpu, parseOwnCpu, parsePressure } from './cpu-times.js';

/** A moment. A member is absent where the host does not tell. */
export interface NoiseReading {
  /** CLOCK_MONOTONIC, which stands still while the host sleeps. */
  readonly monotonicSeconds: number;
  /** CLOCK_BOOTTIME, which goes on; hundredths. */
  readonly uptimeSeconds?: number;
  readonly host?: HostCpu;
  readonly own?: OwnCpu;
  readonly pressureSeconds: { readonly cpu?: number; readonly io?: number; readonly memory?: number };
}

const CPU_FOLDER = '/sys/devices/system/cpu';
const HZ_PER_KHZ = 1000;

export function readNoise(): NoiseReading {
  const [stat, self, uptime] = [read('/proc/stat'), read('/proc/self/stat'), read('/proc/uptime')];
  const host = stat === undefined ? undefined : parseHostCpu(stat);
  return {
    monotonicSeconds: Number(process.hrtime.bigint()) / 1e9,
    ...(uptime !== undefined && { uptimeSeconds: Number.parseFloat(uptime) }),
    ...(host && host.onlineCpus > 0 && { host }),
    ...(self !== undefined && { own: parseOwnCpu(self) }),
    pressureSeconds: { ...readPressure('cpu'), ...readPressure('io'), ...readPressure('memory') },
  };
}

function readPressure(resource: 'cpu' | 'io' | 'memory'): Record<string, number> {
  const text = read(`/proc/pressure/${resource}`);
  const seconds = text === undefined ? undefined : parsePressure(text);
  return seconds === undefined ? {} : { [resource]: seconds };
}

/** CPU seconds between the two readings that `/proc/self/stat` does not know of. */
export interface OtherOwnSeconds {
  /** Of the instances, by their control groups; 0 when there are none. What this process waited for counts instead when it is more. */
  readonly instances: number;
  /** Of programs of Twinbench that still run: the sampler. */
  readonly helpers: number;
}

/** @returns no more than what both readings have */
export function noiseBetween(
  before: NoiseReading,
  after: NoiseReading,
  others: OtherOwnSeconds,
): Pick<TrialNoise, 'stealRatio' | 'otherCpuRatio' | 'cpuPressureRatio' | 'ioPressureRatio' | 'memoryPressureRatio'> {
  const elapsedSeconds = after.monotonicSeconds - before.monotonicSeconds;
  if (elapsedSeconds <= 0) return {};
  const share = (name: 'cpu' | 'io' | 'memory') => stalledShare(before, after, name, elapsedSeconds);
  const [cpu, io, memory] = [share('cpu'), share('io'), share('memory')];
  return {
    ...cpuShares(before, after, others, elapsedSeconds),
    ...(cpu !== undefined && { cpuPressureRatio: cpu }),
    ...(io !== undefined && { ioPressureRatio: io }),
    ...(memory !== undefined && { memoryPressureRatio: memory }),
  };
}

function stalledShare(
  { pressureSeconds: before }: NoiseReading,
  { pressureSeconds: after }: NoiseReading,
  name: 'cpu' | 'io' | 'memory',
  elapsedSeconds: number,
): number | undefined {
  const [from, to] = [before[name], after[name]];
  return from === undefined || to === undefined ? undefined : Math.max(0, to - from) / elapsedSeconds;
}

/** The kernel counts hundredths: of a shorter time, shares would be rounding more than anything. */
const MIN_COUNTED_SECONDS = 0.5;

function cpuShares(
  before: NoiseReading,
  after: NoiseReading,
  { instances, helpers }: OtherOwnSeconds,
  elapsedSeconds: number,
): Pick<TrialNoise, 'stealRatio' | 'otherCpuRatio'> {
  if (!before.host || !after.host || !before.own || !after.own) return {};
  const capacitySeconds = elapsedSeconds * after.host.onlineCpus;
  if (capacitySeconds < MIN_COUNTED_SECONDS) return {};
  const idleSeconds = after.host.idleSeconds - before.host.idleSeconds;
  const stealSeconds = after.host.stealSeconds - before.host.stealSeconds;
  const selfSeconds = after.own.selfSeconds - before.own.selfSeconds;
  const waitedForSeconds = after.own.childrenSeconds - before.own.childrenSeconds;
  const ownSeconds = selfSeconds + Math.max(waitedForSeconds, instances) + helpers;
  return {
    stealRatio: Math.max(0, stealSeconds) / capacitySeconds,
    otherCpuRatio: Math.max(0, capacitySeconds - idleSeconds - stealSeconds - ownSeconds) / capacitySeconds,
  };
}

/** Seconds that the host slept between the readings; 0 where it cannot be told. */
export function suspendedBetween(before: NoiseReading, after: NoiseReading): number {
  if (before.uptimeSeconds === undefined || after.uptimeSeconds === undefined) return 0;
  const awakeSeconds = after.monotonicSeconds - before.monotonicSeconds;
  return Math.max(0, after.uptimeSeconds - before.uptimeSeconds - awakeSeconds);
}

/** Mean over the CPUs of what cpufreq says that they run at now; undefined on hosts, most of them virtual, that have none. */
export function readFrequencyHz(): number | undefined {
  const khz = cpuFiles('cpufreq/scaling_cur_freq')
    .map(Number)
    .filter((value) => value > 0);
  return khz.length === 0 ? undefined : (khz.reduce((sum, value) => sum + value, 0) / khz.length) * HZ_PER_KHZ;
}

/** The governors of all CPUs, each once; `none` where there is no cpufreq. */
export function readGovernors(): string {
  return [...new Set(cpuFiles('cpufreq/scaling_governor'))].join(', ') || 'none';
}

function cpuFiles(name: string): string[] {
  const cpus = listFolder(CPU_FOLDER).filter((entry) => /^cpu\d+$/.test(entry));
  return cpus.flatMap((cpu) => read(path.join(CPU_FOLDER, cpu, name))?.trim() ?? []);
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
