/** Simulated runs of two interleaved arms of one environment: `container@a`, and `container@b`, whose instants are all so many times later. */
import { analyze } from '../bench/analysis/analyze.js';
import type { ResultsDocument } from '../bench/contract/document.js';
import type { TrialRecord } from '../bench/contract/record.js';
import { simulateRun } from './simulate-run.js';

export interface ArmsOptions {
  readonly seed: number;
  /** What b's times are multiplied by; 1 for no change. */
  readonly slowdown: number;
  readonly repetitions?: number;
}

export function interleavedDocument({ seed, slowdown, repetitions = 40 }: ArmsOptions): ResultsDocument {
  const shared = { repetitions, accelerator: 'kvm', failEvery: 1_000_000 } as const;
  const [own, other] = [simulateRun({ ...shared, seed }), simulateRun({ ...shared, seed: seed + 1000 })];
  const a = own.trials.filter(isOfContainer).map((trial) => ({ ...trial, environmentId: 'container@a' }));
  const blocks = new Map(a.map((trial) => [readKey(trial), trial.block]));
  const b = other.trials.filter(isOfContainer).map((trial) => ({
    ...slower(trial, slowdown),
    id: `b-${trial.id}`,
    environmentId: 'container@b',
    block: blocks.get(readKey(trial)) ?? 0,
  }));
  const trials = [...a, ...b].map((trial, order) => ({ ...trial, order }));
  const environments = own.run.environments
    .filter(({ kind }) => kind === 'container')
    .flatMap((environment) => ['a', 'b'].map((arm) => ({ ...environment, id: `container@${arm}` })));
  const plan = trials.map(({ id, scenario, environmentId, workloadId, block, repetition, warmup }) => ({
    id,
    scenario,
    environmentId,
    workloadId,
    block,
    repetition,
    warmup,
  }));
  const arms = [{ id: 'container', baseline: 'container@a', candidate: 'container@b' }];
  return analyze({ ...own.run, id: `arms-${String(seed)}`, environments, plan, arms }, trials, own.ends);
}

function isOfContainer({ environmentId }: TrialRecord): boolean {
  return environmentId === 'container';
}

function readKey({ workloadId, repetition, warmup }: TrialRecord): string {
  return `${workloadId} ${String(repetition)} ${String(warmup)}`;
}

function slower(trial: TrialRecord, factor: number): TrialRecord {
  const instances = trial.instances.map((instance) => ({
    ...instance,
    marks: instance.marks.map((mark) => ({ ...mark, tNs: Math.round(mark.tNs * factor) })),
    ...(instance.report && { report: { ...instance.report, windowNs: Math.round(instance.report.windowNs * factor) } }),
  }));
  return { ...trial, instances };
}
