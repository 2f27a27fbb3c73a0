/** The work behind a figure: what must be equal on two sides for the figure to answer the same question. */
import type { Workload } from '../contract/record.js';
import { METRICS } from '../metrics/index.js';

/** As a document or an entry of a history describes a workload. */
export interface DescribedWorkload extends Pick<Workload, 'id' | 'digest'> {
  readonly version?: string | undefined;
  readonly parameters?: Workload['parameters'] | undefined;
  readonly programVersion?: string | undefined;
}

/** What is known of the work, by what a reader calls it. */
export type Work = ReadonlyMap<string, string>;

/** One metric on one workload, or on all. */
interface Subject {
  readonly metricId: string;
  readonly workloadId?: string | undefined;
}

/** What documents and entries that state no version were measured with: there was no other. */
const FIRST_VERSION = '1';

const NOTHING: Work = new Map();

/** Looked up once for each list of workloads, then asked for every metric. */
export function indexWork(workloads: readonly DescribedWorkload[]): (subject: Subject) => Work {
  const program = describeProgram(workloads);
  const known = workloads.map((one) => ({ id: one.id, work: new Map([...program, ...describeWork(one)]) }));
  const all = new Map([...program, ...known.flatMap(({ work }) => [...work])]);
  return ({ metricId, workloadId }) => {
    if (workloadId !== undefined) return known.find(({ id }) => id === workloadId)?.work ?? NOTHING;
    const behind = WORK_BEHIND.get(metricId) ?? 'all';
    if (behind === 'all') return all;
    if (behind === 'none') return NOTHING;
    return behind === 'program' ? program : (known.find(({ id }) => id === behind.workloadId)?.work ?? NOTHING);
  };
}

const WORK_BEHIND = new Map(METRICS.flatMap(({ definition, work }) => (work === undefined ? [] : [[definition.id, work]])));

/** All workloads of a run are run by one program. */
function describeProgram([first]: readonly DescribedWorkload[]): Work {
  return first ? new Map([['the program of the workloads', `version ${first.programVersion ?? FIRST_VERSION}`]]) : NOTHING;
}

/** Without parameters where they were not stated. */
function describeWork({ id, version = FIRST_VERSION, parameters }: DescribedWorkload): Work {
  const text = parameters && JSON.stringify(Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))));
  return new Map([
    [`the workload ${id}`, `version ${version}`],
    ...(text === undefined ? [] : [[`the workload ${id}, parameters`, text] as const]),
  ]);
}

/** In words; undefined when all that both sides state is the same. A workload that only one side ran is no difference: what the other ran is the same. */
export function findWorkDifference(own: Work, other: Work): string | undefined {
  for (const [name, value] of own) {
    const changed = other.get(name) ?? value;
    if (changed !== value) return `${name} changed: ${value}, then ${changed}`;
  }
  return undefined;
}
