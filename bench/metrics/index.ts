/** Every metric, in the order in which reports list them: a new one is one file and one line here. */
import { bootTime, bootTimeParts } from './boot-time.js';
import { bootTimeCold } from './boot-time-cold.js';
import { churnRate } from './churn-rate.js';
import { cpuPerOperation } from './cpu-per-operation.js';
import { cpuTime } from './cpu-time.js';
import { duration } from './duration.js';
import { idleCpu } from './idle-cpu.js';
import { ioMetrics } from './io.js';
import { memoryCache, memoryCacheMapped } from './memory-cache.js';
import { memoryIdle, memoryIdleParts } from './memory-idle.js';
import { memoryMarginal } from './memory-marginal.js';
import { memoryPeak, memoryPeakParts } from './memory-peak.js';
import { memoryReturned } from './memory-returned.js';
import type { Metric } from './metric.js';
import { spawnCost } from './spawn-cost.js';
import { stopTime } from './stop-time.js';
import { throughput } from './throughput.js';
import { togetherReadyTime } from './together-ready-time.js';
import { vcpuMetrics } from './vcpu.js';
import { workloadStartTime } from './workload-start-time.js';

export const METRICS: readonly Metric[] = [
  bootTime,
  ...bootTimeParts,
  spawnCost,
  workloadStartTime,
  stopTime,
  duration,
  throughput,
  cpuPerOperation,
  cpuTime,
  memoryIdle,
  ...memoryIdleParts,
  memoryPeak,
  ...memoryPeakParts,
  memoryCache,
  ...memoryCacheMapped,
  ...ioMetrics,
  ...vcpuMetrics,
  ...bootTimeCold,
  idleCpu,
  churnRate,
  togetherReadyTime,
  memoryMarginal,
  ...memoryReturned,
];
