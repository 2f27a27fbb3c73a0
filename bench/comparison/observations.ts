/** The figures that count, filed by metric, workload (where the metric tells workloads apart) and environment. */
import { CALIBRATION_SCENARIO } from '../contract/calibration.js';
import type { MetricDefinition, NoiseSummary, Trial } from '../contract/document.js';
import type { Workload } from '../contract/record.js';

/** One figure of one trial; `workloadId` is the trial's own, whatever the scope of the metric. */
export interface Observation {
  readonly trialId: string;
  readonly workloadId: string;
  readonly block: number;
  readonly value: number;
  /** True in a contaminated block. */
  readonly contaminated?: boolean;
}

/** What is summarised and compared on its own: a metric, or a metric of one workload. */
export interface Subject {
  readonly definition: MetricDefinition;
  /** Absent for a metric that pools all workloads. */
  readonly workloadId?: string;
}

/** In the order of the metrics, then of the workloads. */
export function listSubjects(definitions: readonly MetricDefinition[], workloads: readonly Workload[]): Subject[] {
  return definitions.flatMap((definition) =>
    definition.scope === 'workload' ? workloads.map(({ id }) => ({ definition, workloadId: id })) : [{ definition }],
  );
}

export interface Observations {
  /** What counts, in the order in which the trials ran; empty when there is none. */
  of(subject: Subject, environmentId: string): readonly Observation[];
  /** The same with what the noise rule leaves out. */
  all(subject: Subject, environmentId: string): readonly Observation[];
  /** Blocks that the noise rule leaves out, the same for all environments. */
  excludedBlocks(subject: Subject): number;
}

/** Measurements of completed trials that are not warm-ups; what calibrates is no observation of anything. */
export function observe(trials: readonly Trial[], definitions: readonly MetricDefinition[], noise?: NoiseSummary): Observations {
  const scopes = new Map(definitions.map(({ id, scope }) => [id, scope]));
  const contaminated = new Set(noise?.contaminated.map(({ block }) => block));
  const files = new Files();
  for (const { id, environmentId, workloadId, block, measurements } of trials.filter(counts)) {
    for (const { metricId, value } of measurements) {
      const subject = makeFileKey(metricId, scopes.get(metricId) === 'workload' ? workloadId : undefined);
      const observation = { trialId: id, workloadId, block, value };
      files.add(subject, environmentId, contaminated.has(block) ? { ...observation, contaminated: true } : observation);
    }
  }
  return files.observations(noise?.excluded === true);
}

/** Observations by subject, then by environment. */
class Files {
  private readonly bySubject = new Map<string, Map<string, Observation[]>>();

  add(subject: string, environmentId: string, observation: Observation): void {
    const byEnvironment = this.bySubject.get(subject) ?? new Map<string, Observation[]>();
    this.bySubject.set(subject, byEnvironment);
    const file = byEnvironment.get(environmentId);
    if (file) file.push(observation);
    else byEnvironment.set(environmentId, [observation]);
  }

  observations(excludes: boolean): Observations {
    const excluded = new Map(
      [...this.bySubject].map(([subject, byEnvironment]) => [
        subject,
        excludes ? countExcludable([...byEnvironment.values()]) : 0,
      ]),
    );
    const excludedBlocks = (subject: Subject) => excluded.get(makeSubjectKey(subject)) ?? 0;
    const all = (subject: Subject, environmentId: string) =>
      this.bySubject.get(makeSubjectKey(subject))?.get(environmentId) ?? [];
    return {
      all,
      excludedBlocks,
      of: (subject, environmentId) => {
        const observations = all(subject, environmentId);
        return excludedBlocks(subject) === 0 ? observations : observations.filter(({ contaminated }) => contaminated !== true);
      },
    };
  }
}

/** Contaminated blocks in which any environment has a value; 0 when there are no others for one that has values: then none is left out. */
function countExcludable(byEnvironment: readonly (readonly Observation[])[]): number {
  const leavesNothing = byEnvironment.some((file) => file.every(({ contaminated }) => contaminated === true));
  if (leavesNothing) return 0;
  return new Set(byEnvironment.flat().flatMap(({ block, contaminated }) => (contaminated === true ? [block] : []))).size;
}

function counts({ scenario, warmup, outcome }: Trial): boolean {
  return scenario !== CALIBRATION_SCENARIO && !warmup && outcome.status === 'completed';
}

function makeSubjectKey({ definition, workloadId }: Subject): string {
  return makeFileKey(definition.id, workloadId);
}

function makeFileKey(metricId: string, workloadId: string | undefined): string {
  return JSON.stringify([metricId, workloadId ?? null]);
}
