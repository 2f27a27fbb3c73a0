/** Finds a run that was killed, and what is still to do of it. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { parseRawLines } from '../contract/read.js';
import { type PlannedTrial, profileName, type RunRecord, type TrialRecord } from '../contract/record.js';
import { UsageError } from './failure.js';
import { findRunFolder, JOURNAL_FILE } from './results-folder.js';
import type { Settings } from './settings.js';

export interface Resumable {
  readonly folder: string;
  readonly run: RunRecord;
  /** As the run was started with, so that the same thing is measured on. */
  readonly settings: Settings;
  readonly todo: readonly PlannedTrial[];
  readonly done: readonly TrialRecord[];
  /** Where the last whole line of the journal ends; a killed writer may have left part of a line behind it. */
  readonly intactBytes: number;
}

/** Kept in the run record, beside the fields of the contract. */
const keptSettings = z.object({
  accel: z.enum(['auto', 'kvm', 'tcg']),
  memoryBytes: z.number(),
  cpus: z.number().optional(),
  kernel: z.string().optional(),
  modules: z.string().optional(),
});

export function settingsToKeep(settings: Settings): Record<string, unknown> {
  return { ...keptSettings.parse(settings) };
}

/** @throws UsageError – no such run, or nothing left to do; FormatError */
export async function findResumable(name: string): Promise<Resumable> {
  const folder = await findRunFolder(name);
  const file = path.join(folder, JOURNAL_FILE);
  if (
    !(await stat(file).then(
      () => true,
      () => false,
    ))
  )
    throw new UsageError(`${folder} has no ${JOURNAL_FILE}: there is nothing to resume`);
  const { run, trials, intactBytes } = parseRawLines(await readFile(file, 'utf8'), file);
  const finished = new Set(trials.map((trial) => trial.id));
  const todo = run.plan.filter((trial) => !finished.has(trial.id));
  if (todo.length === 0)
    throw new UsageError(`${folder} is complete: there is nothing to resume. Start a new run without --resume.`);
  const kept = keptSettings.parse(run['settings']);
  return { folder, run, todo, done: trials, intactBytes, settings: settingsOf(run, kept, folder) };
}

function settingsOf(run: RunRecord, kept: z.infer<typeof keptSettings>, folder: string): Settings {
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
  };
}
