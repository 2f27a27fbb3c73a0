/** The figures that count, filed by metric, workload (where the metric tells workloads apart) and environment. */
import { CALIBRATION_SCENARIO } from '../contract/calibration.js';
import type { MetricDefinition, Trial } from '../contract/document.js';
import type { Workload } from '../contract/record.js';

/** One figure of one trial; `workloadId` is the trial's own, whatever the scope of the metric. */
export interface Observation {
  readonly trialId: string;
  readonly workloadId: string;
  readonly block: number;
  readonly value: number;
}

/** What is summarised and compared on its own: a metric, or a metric of one workload. */
export interface Subject {
  readonly definition: MetricDefinition;
  /** Absent for a metric that pools all workloads. */
  readonly workloadId?: string;
}

/** In the order of the metrics, then of the workloads. */
export function subjectsOf(definitions: readonly MetricDefinition[], workloads: readonly Workload[]): Subject[] {
  return definitions.flatMap((definition) =>
    definition.scope === 'workload' ? workloads.map(({ id }) => ({ definition, workloadId: id })) : [{ definition }],
  );
}

export interface Observations {
  /** In the order in which the trials ran; empty when there is none. */
  of(subject: Subject, environmentId: string): readonly Observation[];
}

/** Measurements of completed trials that are not warm-ups; what calibrates is no observation of anything. */
export function observe(trials: readonly Trial[], definitions: readonly MetricDefinition[]): Observations {
  const scopes = new Map(definitions.map(({ id, scope }) => [id, scope]));
  const filed = new Map<string, Observation[]>();
  for (const { id, environmentId, workloadId, block, measurements } of trials.filter(counts)) {
    for (const { metricId, value } of measurements) {
      const key = fileKey(metricId, scopes.get(metricId) === 'workload' ? workloadId : undefined, environmentId);
      const file = filed.get(key) ?? [];
      filed.set(key, file);
      file.push({ trialId: id, workloadId, block, value });
    }
  }
  return { of: (subject, environmentId) => filed.get(fileKey(subject.definition.id, subject.workloadId, environmentId)) ?? [] };
}

function counts({ scenario, warmup, outcome }: Trial): boolean {
  return scenario !== CALIBRATION_SCENARIO && !warmup && outcome.status === 'completed';
}

function fileKey(metricId: string, workloadId: string | undefined, environmentId: string): string {
  return JSON.stringify([metricId, workloadId ?? null, environmentId]);
}
