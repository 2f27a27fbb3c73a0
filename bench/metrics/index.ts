/** Every metric, in the order in which reports list them: a new one is one file and one line here. */
import type { MetricDefinition } from '../contract/document.js';
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
import { timeToProgram } from './time-to-program.js';
import { togetherReadyTime } from './together-ready-time.js';
import { vcpuMetrics } from './vcpu.js';
import { workloadStartTime } from './workload-start-time.js';

export const METRICS: readonly Metric[] = [
  timeToProgram,
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

/**
 * Definitions of what a run has figures of. A part that stands for its whole is a part of nothing, and decides as the whole would, where the run
 * has no figure of that.
 */
export function listDefinitions(isMeasured: (metricId: string) => boolean): MetricDefinition[] {
  return METRICS.filter(({ definition }) => isMeasured(definition.id)).map(({ definition, standsForWhole }) =>
    standsForWhole === true ? standForWhole(definition, isMeasured) : definition,
  );
}

function standForWhole(part: MetricDefinition, isMeasured: (metricId: string) => boolean): MetricDefinition {
  const { partOf, ...definition } = part;
  return partOf === undefined || isMeasured(partOf) ? part : { ...definition, primary: true };
}
