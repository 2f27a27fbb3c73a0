/** One run of a history: a small file of its own, so that files of many machines merge and an interrupted write loses only itself. */
import * as z from 'zod';
import { interval, metricDefinition } from './document.js';
import { parseFile } from './parse-file.js';
import { environment, generator, workload } from './record.js';
import { gateStatus } from './verdict.js';

export const HISTORY_VERSION = 1;

const historySeries = z.looseObject({
  environmentId: z.string(),
  /** Absent for a metric that pools all workloads. */
  workloadId: z.string().optional(),
  metricId: z.string(),
  title: z.string().optional(),
  unit: metricDefinition.shape.unit,
  direction: metricDefinition.shape.direction,
  primary: z.boolean().optional(),
  /** Metric that it is a part of. */
  partOf: z.string().optional(),
  /** As in the definition of the metric. */
  standsAlone: z.boolean().optional(),
  noiseThreshold: z.number().nonnegative().optional(),
  n: z.number().int().positive(),
  median: z.number(),
  /** Of the median within this run; absent below n = 6. */
  interval: interval.optional(),
  /** Of single values within this run, for planning; absent for n = 1. */
  standardDeviation: z.number().optional(),
  /** True when the noise rule marked so many blocks that none could be left out. */
  contaminated: z.boolean().optional(),
});

const historyEnvironment = z.looseObject({
  ...environment.pick({ id: true, kind: true, imageDigest: true }).shape,
  accelerator: z.enum(['kvm', 'tcg']).optional(),
  /** Of what must be equal for figures to be comparable: kind, runtime, resources, machine, accelerator. */
  configuration: z.string(),
});

const historyWorkload = z.looseObject({
  ...workload.pick({ id: true, programVersion: true, digest: true }).shape,
  /** `1` when absent, as in older entries. */
  version: workload.shape.version.optional(),
  /** Absent in older entries. */
  parameters: workload.shape.parameters.optional(),
});

export const historyEntry = z.looseObject({
  schemaVersion: z.literal(HISTORY_VERSION),
  runId: z.string(),
  startedAt: z.string(),
  /** Commit of what was measured, as the user, CI or git named it; empty where it is unknown. */
  revision: z.string(),
  generator,
  profile: z.string(),
  host: z.looseObject({ fingerprint: z.string(), cpu: z.string(), kernel: z.string() }),
  /** Of the run's VM environments; absent without one. */
  accelerator: z.enum(['kvm', 'tcg']).optional(),
  environments: z.array(historyEnvironment),
  workloads: z.array(historyWorkload),
  series: z.array(historySeries),
  flags: z.looseObject({
    /** Somebody accepted this run's level as the one that later runs are held to. */
    accepted: z.boolean().optional(),
    acceptedReason: z.string().optional(),
    /** What a gate said of this run; absent when none was asked. A run that is `regressed` or `failed` is no reference for later ones. */
    verdict: gateStatus.optional(),
  }),
});

export type HistorySeries = z.infer<typeof historySeries>;
export type HistoryEntry = z.infer<typeof historyEntry>;

/** `fileName` is only for messages. @throws FormatError */
export function parseHistoryEntry(text: string, fileName: string): HistoryEntry {
  return parseFile(text, fileName, {
    schema: historyEntry,
    title: 'an entry of a history',
    version: HISTORY_VERSION,
    remedy: 'Take the file out of the history folder and append the run again with: twinbench history append',
    remedyWhenEmpty: 'Take the file out of the history folder and append the run again with: twinbench history append',
    mark: 'flags',
  });
}
