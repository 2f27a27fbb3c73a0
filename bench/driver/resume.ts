/** Finds a run that was killed, and what is still to do of it. */
import path from 'node:path';
import * as z from 'zod';
import { exists } from '../../runtimes/cache.js';
import { UsageError } from '../contract/errors.js';
import { type EndRecord, type Environment, type PlannedTrial, profileName, type RunRecord } from '../contract/record.js';
import { DEFAULT_OUTPUT, type Settings } from '../harness/settings.js';
import type { MeasuredTrial, TrialCollector } from '../metrics/measured-trial.js';
import { readJournal } from '../results/journal-file.js';
import { findRunFolder, JOURNAL_FILE } from '../results/results-folder.js';

/** What a journal holds of a run, and what it lacks. */
export interface Unfinished {
  readonly folder: string;
  readonly run: RunRecord;
  readonly todo: readonly PlannedTrial[];
  /** By earlier invocations. */
  readonly done: TrialCollector;
  /** Of earlier invocations; empty when all were killed. */
  readonly ends: readonly EndRecord[];
  /** Where the last whole line of the journal ends; a killed writer may have left part of a line behind it. */
  readonly intactBytes: number;
}

export interface Resumable extends Unfinished {
  /** As the run was started with, so that the same thing is measured on; what concerns the plan alone is in the plan. */
  readonly settings: Settings;
}

/** Kept in the run record, beside the fields of the contract. */
const keptSettings = z.object({
  accel: z.enum(['auto', 'kvm', 'tcg']),
  memoryBytes: z.number(),
  cpus: z.number().optional(),
  kernel: z.string().optional(),
  modules: z.string().optional(),
});

export function pickSettings(settings: Settings): Record<string, unknown> {
  return { ...keptSettings.parse(settings) };
}

/** @throws UsageError – no such run, or nothing left to do; FormatError */
export async function findResumable(name: string): Promise<Resumable> {
  const unfinished = await readUnfinished(await findRunFolder(name));
  const { folder, run, todo } = unfinished;
  if (run.arms !== undefined)
    throw new UsageError(
      `${folder} was measured by ab. Resume with: twinbench ab --resume${formatOutputOption(folder)}; or start a new run without --resume`,
    );
  if (todo.length === 0) throw makeCompleteError(folder);
  return { ...unfinished, settings: readSettings(run, folder) };
}

/** @throws UsageError – no records there, or damaged ones; FormatError */
export async function readUnfinished(folder: string): Promise<Unfinished> {
  const file = path.join(folder, JOURNAL_FILE);
  if (!(await exists(file))) throw new UsageError(`${folder} has no ${JOURNAL_FILE}: there is nothing to resume`);
  const { run, collector, ends, intactBytes } = await readJournal(file);
  if (!keptSettings.safeParse(run['settings']).success || !isConsistent(run))
    throw new UsageError(`${file}, line 1: the run record is damaged and cannot be resumed from. Start a new run.`);
  return { folder, run, todo: listTodo(run, collector.trials, ends), done: collector, ends, intactBytes };
}

/** By its plan or a stop rule, not by a kill or the user. */
export function isEnded({ todo, ends }: Unfinished): boolean {
  const reason = ends.at(-1)?.stopReason;
  return todo.length === 0 && reason !== undefined && reason !== 'interrupted';
}

export function makeCompleteError(folder: string): UsageError {
  return new UsageError(
    `${folder} is complete: there is nothing to resume. Start a new run without --resume; rebuild its report with: twinbench analyze ${folder}`,
  );
}

/** Of a command that finds this run again. */
export function formatOutputOption(folder: string): string {
  const output = path.relative('.', path.dirname(folder)) || '.';
  return output === DEFAULT_OUTPUT ? '' : ` --output ${output.startsWith('..') ? path.dirname(folder) : output}`;
}

/** Nothing after a stop rule has ended the run: what it left out is not missing. */
function listTodo(run: RunRecord, trials: readonly MeasuredTrial[], ends: readonly EndRecord[]): PlannedTrial[] {
  const ended = ends.at(-1)?.stopReason;
  if (ended === 'precision-reached' || ended === 'decided' || ended === 'budget-ended') return [];
  const finished = new Set(trials.map((trial) => trial.id));
  return run.plan.filter((trial) => !finished.has(trial.id));
}

/** The plan names only what the run has. */
function isConsistent({ plan, environments, workloads }: RunRecord): boolean {
  const [environmentIds, workloadIds] = [environments, workloads].map((list) => new Set(list.map(({ id }) => id)));
  return plan.every((trial) => environmentIds?.has(trial.environmentId) === true && workloadIds?.has(trial.workloadId) === true);
}

/** What trials are measured with. */
export type Surroundings = Pick<RunRecord, 'environments'> & {
  readonly host: Pick<RunRecord['host'], 'fingerprint'>;
  /** Its code is not known of runs of older versions. */
  readonly generator: Pick<RunRecord['generator'], 'codeDigest'>;
};

/** What makes the rest of a run incomparable with its beginning, in words; absent when nothing does. */
export function findChange(then: Surroundings, now: Surroundings): string | undefined {
  for (const before of then.environments) {
    const after = now.environments.find(({ id }) => id === before.id);
    const [old, current] = [pickEssentials(before), after === undefined ? {} : pickEssentials(after)];
    const changed = Object.keys(old).find((name) => old[name] !== current[name]);
    if (changed !== undefined) return `${before.id}: ${changed} was ${String(old[changed])} and is ${String(current[changed])}`;
  }
  const [was, is] = [then.host.fingerprint, now.host.fingerprint];
  if (was !== is) return `it was started on another host, or this one has changed (fingerprint ${was}, now ${is})`;
  const { codeDigest } = then.generator;
  const isOtherCode = codeDigest !== undefined && codeDigest !== now.generator.codeDigest;
  return isOtherCode ? 'Twinbench’s measuring code is not the version that started the run' : undefined;
}

function pickEssentials({ imageDigest, resources, container, vm }: Environment): Record<string, unknown> {
  return {
    image: imageDigest,
    'memory limit': resources.memoryBytes,
    CPUs: resources.cpus,
    rootless: container?.rootless,
    cgroups: container?.cgroupLayout,
    accelerator: vm?.accelerator,
    machine: vm?.machine,
    'guest kernel': vm?.kernel.digest,
  };
}

/** As the run was started with. @throws UsageError – the run record is damaged */
export function readSettings(run: RunRecord, folder: string): Settings {
  const kept = keptSettings.safeParse(run['settings']);
  if (!kept.success) throw new UsageError(`the run record of ${run.id} is damaged: its settings cannot be read`);
  return restoreSettings(run, kept.data, folder);
}

function restoreSettings(run: RunRecord, kept: z.infer<typeof keptSettings>, folder: string): Settings {
  return {
    profile: profileName.parse(run.profile),
    environments: run.environments.map((environment) => environment.id),
    workloads: run.workloads.map((workload) => workload.id),
    seed: run.seed,
    output: path.dirname(folder),
    accel: kept.accel,
    memoryBytes: kept.memoryBytes,
    cpus: kept.cpus,
    kernel: kept.kernel,
    modules: kept.modules,
    scenarios: [...new Set(run.plan.map(({ scenario }) => scenario))],
    densityInstances: 'auto',
    densityMemoryBytes: kept.memoryBytes,
    peakBytes: 0,
    precisionRatio: run.stopRule?.precisionRatio,
    budgetSeconds: run.stopRule?.budgetSeconds,
  };
}
