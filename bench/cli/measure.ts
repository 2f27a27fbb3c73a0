/** Measures a new run, or the rest of a killed one: opens everything, runs the plan, closes everything. */
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { verifyImage } from '../../runtimes/images/store.js';
import { openFileSampler } from '../../runtimes/sampler/file-sampler.js';
import type { EndRecord, PlannedTrial } from '../contract/record.js';
import { Journal } from '../harness/journal.js';
import { crossed, makePlan, type PlanSection } from '../harness/plan.js';
import { PROFILES } from '../harness/profile.js';
import { runPlan } from '../harness/run.js';
import { SCENARIOS } from '../scenarios/index.js';
import { type OpenEnvironment, openEnvironments } from './environments.js';
import { HostError } from './failure.js';
import type { Interruption } from './interruption.js';
import { openLaboratory } from './laboratory.js';
import { plainProgress, terminalProgress } from './progress.js';
import { JOURNAL_FILE, makeRunFolder, newRunId, pointLatestAt } from './results-folder.js';
import { changeSince, type Resumable } from './resume.js';
import { describeEnvironment, describeRun } from './run-record.js';
import type { Settings } from './settings.js';
import { openWorkshop, type Workshop } from './workshop.js';

export interface MeasureRequest {
  readonly settings: Settings;
  readonly resumed: Resumable | undefined;
  /** What to measure, when it is not what the settings' profile says. */
  readonly sections?: readonly PlanSection[];
  readonly interruption: Interruption;
  readonly say: (text: string) => void;
}

/** @returns the run's folder, also when it was interrupted */
export async function measure(request: MeasureRequest): Promise<string> {
  const { settings, resumed, interruption, say } = request;
  await using workshop = await openWorkshop();
  say(`image ${workshop.image.digest.slice(0, 19)}…: checking every file`);
  await interruption.unlessInterrupted(verifyImage(workshop.image));
  say(`preparing ${settings.environments.join(', ')}`);
  const environments = await interruption.unlessInterrupted(openEnvironments(settings, workshop));
  const folder = resumed?.folder ?? (await newFolder(settings));
  const journal =
    resumed === undefined
      ? await beginJournal(folder, request, environments, workshop)
      : await reopenJournal(resumed, environments, workshop);
  try {
    await runTrials(request, environments, workshop, journal, folder);
  } finally {
    await journal.file.close();
  }
  return folder;
}

interface OpenJournal {
  readonly file: Journal;
  readonly todo: readonly PlannedTrial[];
  readonly alreadyDone: number;
}

async function newFolder(settings: Settings): Promise<string> {
  const folder = await makeRunFolder(settings.output, newRunId(new Date()));
  await pointLatestAt(folder);
  return folder;
}

async function beginJournal(
  folder: string,
  { settings, sections = sectionsOf(settings) }: MeasureRequest,
  environments: readonly OpenEnvironment[],
  workshop: Workshop,
): Promise<OpenJournal> {
  const seed = settings.seed ?? randomInt(0x7fffffff);
  const plan = makePlan({ sections, seed });
  const run = await describeRun({ id: path.basename(folder), settings, seed, plan, environments, workshop });
  return { file: await Journal.create(path.join(folder, JOURNAL_FILE), run), todo: plan, alreadyDone: 0 };
}

function sectionsOf({ profile, environments, workloads }: Settings): PlanSection[] {
  const { repetitions, warmupBlocks } = PROFILES[profile];
  return [{ scenario: 'single', blocks: crossed(environments, workloads), repetitions, warmupBlocks }];
}

/** @throws HostError – something else would be measured than when the run began: the figures must not be pooled */
async function reopenJournal(
  resumed: Resumable,
  environments: readonly OpenEnvironment[],
  workshop: Workshop,
): Promise<OpenJournal> {
  const now = await Promise.all(environments.map((open) => describeEnvironment(open, workshop)));
  const change = changeSince(resumed.run.environments, now);
  if (change !== undefined) {
    throw new HostError(
      `the run cannot go on, because its figures could not be pooled: ${change}. Start a new run, or see what there is with: twinbench analyze ${resumed.folder}`,
    );
  }
  const file = await Journal.reopen(path.join(resumed.folder, JOURNAL_FILE), resumed.intactBytes);
  return { file, todo: resumed.todo, alreadyDone: resumed.done.length };
}

async function runTrials(
  request: MeasureRequest,
  environments: readonly OpenEnvironment[],
  workshop: Workshop,
  journal: OpenJournal,
  folder: string,
): Promise<void> {
  await using sampler = await openFileSampler();
  const observer = process.stderr.isTTY ? terminalProgress(process.stderr) : plainProgress(process.stderr);
  request.say(`${String(journal.todo.length)} trials; raw records in ${path.join(folder, JOURNAL_FILE)}`);
  const stopReason = await runPlan({
    laboratory: openLaboratory(request.settings, environments, workshop, sampler),
    scenarios: SCENARIOS,
    todo: journal.todo,
    alreadyDone: journal.alreadyDone,
    journal: journal.file,
    observer,
    signal: request.interruption.signal,
  });
  await journal.file.append(await endRecord(stopReason, workshop));
}

async function endRecord(stopReason: EndRecord['stopReason'], workshop: Workshop): Promise<EndRecord> {
  await verifyImage(workshop.image);
  return { record: 'end', finishedAt: new Date().toISOString(), stopReason, imageDigest: workshop.image.digest, warnings: [] };
}
