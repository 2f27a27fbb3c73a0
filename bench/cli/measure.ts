/** Measures a new run, or the rest of a killed one: opens everything, runs the plan, closes everything. */
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { verifyImage } from '../../runtimes/images/store.js';
import { openFileSampler } from '../../runtimes/sampler/file-sampler.js';
import { precisionReached } from '../analysis/stop-rule.js';
import type { EndRecord, PlannedTrial, RunRecord, StopReason, TrialRecord } from '../contract/record.js';
import { Journal } from '../harness/journal.js';
import { makePlan, type PlanSection } from '../harness/plan.js';
import { PROFILES } from '../harness/profile.js';
import { runPlan } from '../harness/run.js';
import { environmentsOf, type SectionRequest, sectionsOf } from '../harness/sections.js';
import { repetitionsUntilPrecision, Stopping, stopRuleOf } from '../harness/stopping.js';
import { SCENARIOS } from '../scenarios/index.js';
import { type OpenEnvironment, openEnvironments } from './environments.js';
import { HostError } from './failure.js';
import type { Interruption } from './interruption.js';
import { openLaboratory } from './laboratory.js';
import { measuringCode } from './measuring-code.js';
import { plainProgress, terminalProgress } from './progress.js';
import { JOURNAL_FILE, makeRunFolder, newRunId, pointLatestAt, removeRunFolder } from './results-folder.js';
import { changeSince, type Resumable } from './resume.js';
import { describeEnvironment, describeRun } from './run-record.js';
import type { Settings } from './settings.js';
import { type InjectedDelays, injectedDelays, shortenedWaits } from './test-hooks.js';
import { openWorkshop, type Workshop } from './workshop.js';

export interface MeasureRequest {
  readonly settings: Settings;
  readonly resumed: Resumable | undefined;
  /** What to measure, when it is not what the settings' profile says. */
  readonly sections?: readonly PlanSection[];
  readonly interruption: Interruption;
  readonly say: (text: string) => void;
}

export interface Measured {
  readonly folder: string;
  /** `interrupted` when trials are missing; a signal that came after the last one changes nothing. */
  readonly stopReason: StopReason;
}

export async function measure(request: MeasureRequest): Promise<Measured> {
  const { settings, resumed, interruption, say } = request;
  const delaysMs = injectedDelays();
  await using workshop = await openWorkshop();
  say(`image ${workshop.image.digest.slice(0, 19)}…: checking every file`);
  await interruption.unlessInterrupted(verifyImage(workshop.image));
  say(`preparing ${settings.environments.join(', ')}`);
  const environments = await interruption.unlessInterrupted(openEnvironments(environmentIds(request), settings, workshop));
  const folder = resumed?.folder ?? (await makeRunFolder(settings.output, newRunId(new Date())));
  const journal =
    resumed === undefined
      ? await beginRun(folder, () => beginJournal(folder, request, environments, workshop))
      : await reopenJournal(resumed, environments, workshop);
  try {
    return { folder, stopReason: await runTrials(request, environments, workshop, journal, delaysMs) };
  } finally {
    await journal.file.close();
  }
}

/** What the run record names, or what a new run's sections need. */
function environmentIds({ settings, resumed, sections }: MeasureRequest): readonly string[] {
  if (resumed !== undefined) return resumed.run.environments.map(({ id }) => id);
  return sections === undefined ? environmentsOf(sectionRequest(settings)) : settings.environments;
}

function sectionRequest(settings: Settings): SectionRequest {
  const profile = PROFILES[settings.profile];
  const { environments, workloads, scenarios, densityInstances, densityMemoryBytes, peakBytes, precisionRatio } = settings;
  const repetitions = precisionRatio === undefined ? profile.repetitions : repetitionsUntilPrecision(profile.repetitions);
  const many = { densityInstances, densityMemoryBytes, peakBytes, waits: shortenedWaits() };
  return { environmentIds: environments, workloadIds: workloads, scenarios, profile, repetitions, ...many };
}

interface OpenJournal {
  readonly run: RunRecord;
  readonly file: Journal;
  readonly todo: readonly PlannedTrial[];
  readonly done: readonly TrialRecord[];
}

/** A run that could not record even its beginning leaves no folder. */
async function beginRun(folder: string, begin: () => Promise<OpenJournal>): Promise<OpenJournal> {
  try {
    const journal = await begin();
    await pointLatestAt(folder);
    return journal;
  } catch (error) {
    await removeRunFolder(folder);
    throw error;
  }
}

async function beginJournal(
  folder: string,
  { settings, sections }: MeasureRequest,
  environments: readonly OpenEnvironment[],
  workshop: Workshop,
): Promise<OpenJournal> {
  const seed = settings.seed ?? randomInt(0x7fffffff);
  const request = sectionRequest(settings);
  const plan = makePlan({ sections: sections ?? sectionsOf(request), seed });
  const stopRule = stopRuleOf(settings.precisionRatio, settings.budgetSeconds, request.repetitions);
  const run = await describeRun({ id: path.basename(folder), settings, seed, plan, stopRule, environments, workshop });
  return { run, file: await Journal.create(path.join(folder, JOURNAL_FILE), run), todo: plan, done: [] };
}

/** @throws HostError – something else would be measured than when the run began: the figures must not be pooled */
async function reopenJournal(
  resumed: Resumable,
  environments: readonly OpenEnvironment[],
  workshop: Workshop,
): Promise<OpenJournal> {
  const now = await Promise.all(environments.map((open) => describeEnvironment(open, workshop)));
  const { environments: then, generator } = resumed.run;
  const before = { environments: then, codeDigest: generator.codeDigest };
  const change = changeSince(before, { environments: now, codeDigest: await measuringCode() });
  if (change !== undefined) {
    throw new HostError(
      `the run cannot go on, because its figures could not be pooled: ${change}. Start a new run, or see what there is with: twinbench analyze ${resumed.folder}`,
    );
  }
  const file = await Journal.reopen(path.join(resumed.folder, JOURNAL_FILE), resumed.intactBytes);
  return { run: resumed.run, file, todo: resumed.todo, done: resumed.done };
}

async function runTrials(
  request: MeasureRequest,
  environments: readonly OpenEnvironment[],
  workshop: Workshop,
  journal: OpenJournal,
  delaysMs: InjectedDelays,
): Promise<StopReason> {
  await using sampler = await openFileSampler();
  const observer = process.stderr.isTTY ? terminalProgress(process.stderr) : plainProgress(process.stderr);
  const { run, done } = journal;
  request.say(`${String(journal.todo.length)} trials; raw records in ${journal.file.path}`);
  const stopReason = await runPlan({
    laboratory: openLaboratory(request.settings, environments, workshop, sampler, delaysMs),
    scenarios: SCENARIOS,
    todo: journal.todo,
    alreadyDone: done.length,
    stopping: new Stopping(run.stopRule, (records) => precisionReached(run, records), done),
    journal: journal.file,
    observer,
    signal: request.interruption.signal,
  });
  await journal.file.append(await endRecord(stopReason, workshop));
  return stopReason;
}

async function endRecord(stopReason: EndRecord['stopReason'], workshop: Workshop): Promise<EndRecord> {
  await verifyImage(workshop.image);
  return { record: 'end', finishedAt: new Date().toISOString(), stopReason, imageDigest: workshop.image.digest, warnings: [] };
}
