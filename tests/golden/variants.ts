/** Raw records of simulated runs that are unlike the usual one. No figure here was measured. */
import type { Outcome, TrialRecord } from '../../bench/contract/record.js';
import { type SimulatedRun, simulateRun } from '../simulate-run.js';

/** A run whose plan had only this environment. */
export function runOfOneEnvironment(environmentId: string): SimulatedRun {
  const { run, trials, ends } = simulateRun({ seed: 8, repetitions: 3 });
  const isKept = (one: { environmentId: string }) => one.environmentId === environmentId;
  const environments = run.environments.filter(({ id }) => id === environmentId);
  return { run: { ...run, environments, plan: run.plan.filter(isKept) }, trials: trials.filter(isKept), ends };
}

const REFUSED: Outcome = {
  status: 'failed',
  code: 'command-failed',
  message: 'the workload ended with status 1 before its window began',
  detail: 'Error: listen EADDRINUSE: address already in use 127.0.0.1:80',
};

/** A run of which not one trial completed. */
export function runWithoutFigures(): SimulatedRun {
  const { run, trials, ends } = simulateRun({ seed: 9, repetitions: 3 });
  return { run, trials: trials.map((trial) => ({ ...trial, outcome: REFUSED, instances: [], samples: [] })), ends };
}

/** Several simulated runs as one with as many workloads as asked for, each of three repetitions. */
export function runOfWorkloads(count: number): SimulatedRun {
  const first = simulateRun({ seed: 1, repetitions: 3, accelerator: 'kvm', failEvery: 1000 });
  const copies = Math.ceil(count / first.run.workloads.length);
  const parts = [first, ...Array.from({ length: copies - 1 }, (_, index) => copyRun(index + 2, first))];
  const workloads = parts.flatMap(({ run }) => run.workloads).slice(0, count);
  const isKept = ({ workloadId }: { workloadId: string }) => workloads.some(({ id }) => id === workloadId);
  const plan = parts.flatMap((part) => part.run.plan).filter(isKept);
  const trials = parts.flatMap((part) => part.trials).filter(isKept);
  return { run: { ...first.run, workloads, plan }, trials: trials.map(inOrder), ends: first.ends };
}

function inOrder(trial: TrialRecord, order: number): TrialRecord {
  return { ...trial, order };
}

/** Other figures under other names, in blocks of their own. */
function copyRun(seed: number, { run: { plan } }: SimulatedRun): SimulatedRun {
  const simulated = simulateRun({ seed, repetitions: 3, warmupBlocks: 0, accelerator: 'kvm', failEvery: 1000 });
  const blocks = 1 + Math.max(...plan.map(({ block }) => block));
  const rename = <T extends { id: string; workloadId: string; block: number }>(one: T): T => ({
    ...one,
    id: `${one.id}-${String(seed)}`,
    workloadId: `${one.workloadId}-${String(seed)}`,
    block: one.block + (seed - 1) * blocks,
  });
  const workloads = simulated.run.workloads.map((one) => ({
    ...one,
    id: `${one.id}-${String(seed)}`,
    title: `${one.title}, variant ${String(seed)}`,
  }));
  const run = { ...simulated.run, workloads, plan: simulated.run.plan.map(rename) };
  const trials = simulated.trials.map((trial) => {
    const renamed = rename(trial);
    return { ...renamed, instances: renamed.instances.map((one) => ({ ...one, id: renamed.id })) };
  });
  return { run, trials, ends: simulated.ends };
}
