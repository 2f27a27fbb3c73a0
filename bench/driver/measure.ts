/** Measures a new run, or the rest of a killed one: opens everything, runs the plan, closes everything. */
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { verifyImage } from '../../runtimes/images/store.js';
import { openFileSampler } from '../../runtimes/sampler/file-sampler.js';
import { hasReachedPrecision } from '../analysis/stop-rule.js';
import type { StopReason } from '../contract/record.js';
import { openEnvironments } from '../environments/environments.js';
import { measuringCode } from '../findings/measuring-code.js';
import { type HostSession, openHostSession } from '../harness/host-session.js';
import type { Interruption } from '../harness/interruption.js';
import { makePlan } from '../harness/plan.js';
import { PROFILES } from '../harness/profile.js';
import type { RunObserver } from '../harness/run.js';
import { listEnvironments, planSections, type ScenarioRequest } from '../harness/sections.js';
import type { Settings } from '../harness/settings.js';
import { makeStopRule, repetitionsUntilPrecision } from '../harness/stopping.js';
import { injectedDelays, shortenedWaits } from '../harness/test-hooks.js';
import type { OpenEnvironment } from '../harness/trial-context.js';
import { makeTrialDependencies } from '../harness/trial-dependencies.js';
import { makeRunFolder, newRunId } from '../results/results-folder.js';
import type { PlanSection } from '../scenarios/plan-section.js';
import { beginJournal, type OpenJournal, reopenJournal, runTrials } from './recorded-run.js';
import type { Resumable, Surroundings } from './resume.js';
import { describeEnvironment, describeRun, hostFingerprint } from './run-record.js';

export interface MeasureRequest {
  readonly settings: Settings;
  readonly resumed: Resumable | undefined;
  /** What to measure, when it is not what the settings' profile says. */
  readonly sections?: readonly PlanSection[];
  readonly interruption: Interruption;
  readonly observer: RunObserver;
  readonly say: (text: string) => void;
}

export interface Measured {
  readonly folder: string;
  /** `interrupted` when trials are missing; a signal that came after the last one changes nothing. */
  readonly stopReason: StopReason;
}

export async function measure(request: MeasureRequest): Promise<Measured> {
  const { settings, resumed, interruption, observer, say } = request;
  const delaysMs = injectedDelays();
  await using workshop = await openHostSession();
  say(`image ${workshop.image.digest.slice(0, 19)}…: checking every file`);
  await interruption.unlessInterrupted(verifyImage(workshop.image));
  say(`preparing ${settings.environments.join(', ')}`);
  const environments = await interruption.unlessInterrupted(openEnvironments(environmentIds(request), settings, workshop));
  await using sampler = await openFileSampler();
  const folder = resumed?.folder ?? (await makeRunFolder(settings.output, newRunId(new Date())));
  const journal =
    resumed === undefined
      ? await beginRun(folder, request, environments, workshop)
      : await reopenJournal(resumed, await surroundings(environments, workshop));
  say(`${String(journal.todo.length)} trials; raw records in ${journal.file.path}`);
  const { stopReason } = await runTrials({
    journal,
    laboratory: makeTrialDependencies(settings, environments, workshop, sampler, delaysMs),
    answered: (trials) => hasReachedPrecision(journal.run, trials),
    observer,
    signal: interruption.signal,
    images: [workshop.image],
  });
  return { folder, stopReason };
}

/** What the run record names, or what a new run's sections need. */
function environmentIds({ settings, resumed, sections }: MeasureRequest): readonly string[] {
  if (resumed !== undefined) return resumed.run.environments.map(({ id }) => id);
  return sections === undefined ? listEnvironments(sectionRequest(settings)) : settings.environments;
}

function sectionRequest(settings: Settings): ScenarioRequest {
  const profile = PROFILES[settings.profile];
  const { environments, workloads, scenarios, densityInstances, densityMemoryBytes, peakBytes, precisionRatio } = settings;
  const repetitions = precisionRatio === undefined ? profile.repetitions : repetitionsUntilPrecision(profile.repetitions);
  const many = { densityInstances, densityMemoryBytes, peakBytes, waits: shortenedWaits() };
  return { environmentIds: environments, workloadIds: workloads, scenarios, profile, repetitions, ...many };
}

async function beginRun(
  folder: string,
  { settings, sections, say }: MeasureRequest,
  environments: readonly OpenEnvironment[],
  workshop: HostSession,
): Promise<OpenJournal> {
  const seed = settings.seed ?? randomInt(0x7fffffff);
  const request = sectionRequest(settings);
  const plan = makePlan({ sections: sections ?? planSections(request), seed });
  const stopRule = makeStopRule(settings.precisionRatio, settings.budgetSeconds, request.repetitions);
  const run = describeRun({ id: path.basename(folder), settings, seed, plan, stopRule, environments, workshop });
  return beginJournal(folder, run, say);
}

async function surroundings(environments: readonly OpenEnvironment[], workshop: HostSession): Promise<Surroundings> {
  const described = await Promise.all(environments.map((open) => describeEnvironment(open, workshop)));
  return { environments: described, fingerprint: await hostFingerprint(), codeDigest: await measuringCode() };
}
