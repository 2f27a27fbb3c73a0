/** Measures a new run, or the rest of a killed one, as its settings say: plans it, opens what it needs, records it. */
import { randomInt } from 'node:crypto';
import { hasReachedPrecision } from '../analysis/stop-rule.js';
import type { StopReason } from '../contract/record.js';
import { sortEnvironments } from '../environments/environments.js';
import type { Interruption } from '../harness/interruption.js';
import { makePlan } from '../harness/plan.js';
import { PROFILES } from '../harness/profile.js';
import type { RunObserver } from '../harness/run.js';
import { listEnvironments, planSections, type ScenarioRequest } from '../harness/sections.js';
import type { Settings } from '../harness/settings.js';
import { makeStopRule, maxRepetitions } from '../harness/stopping.js';
import { readShortenedWaits } from '../harness/test-hooks.js';
import { makeRunFolder, makeRunId } from '../results/results-folder.js';
import type { PlanSection } from '../scenarios/plan-section.js';
import { type NewRun, recordRun } from './record-run.js';
import type { Unfinished } from './resume.js';
import { openSession } from './session.js';

export interface MeasureRequest {
  readonly settings: Settings;
  readonly resumed: Unfinished | undefined;
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
  const environments = listIds(request).map((id) => ({ id, settings }));
  await using session = await openSession({ settings, environments, interruption, say });
  const start = resumed ?? (await startRun(request));
  const onOpened = (trials: number, file: string): void => say(`${String(trials)} trials; raw records in ${file}`);
  const { signal } = interruption;
  const stopReason = await recordRun(session, start, { isAnswered: hasReachedPrecision, observer, onOpened, signal });
  return { folder: start.folder, stopReason };
}

/** What the run record names, or what a new run's sections need. */
function listIds({ settings, resumed, sections }: MeasureRequest): string[] {
  if (resumed !== undefined) return sortEnvironments(resumed.run.environments.map(({ id }) => id));
  return sortEnvironments(sections === undefined ? listEnvironments(makeSectionRequest(settings)) : settings.environments);
}

function makeSectionRequest(settings: Settings): ScenarioRequest {
  const profile = PROFILES[settings.profile];
  const { environments, workloads, scenarios, densityInstances, densityMemoryBytes, peakBytes, precisionRatio } = settings;
  const repetitions = precisionRatio === undefined ? profile.repetitions : maxRepetitions(profile.repetitions);
  const many = { densityInstances, densityMemoryBytes, peakBytes, waits: readShortenedWaits() };
  return { environmentIds: environments, workloadIds: workloads, scenarios, profile, repetitions, ...many };
}

async function startRun({ settings, sections, say }: MeasureRequest): Promise<NewRun> {
  const id = makeRunId(new Date());
  const seed = settings.seed ?? randomInt(0x7fffffff);
  const request = makeSectionRequest(settings);
  return {
    id,
    folder: await makeRunFolder(settings.output, id),
    seed,
    plan: makePlan({ sections: sections ?? planSections(request), seed }),
    stopRule: makeStopRule(settings.precisionRatio, settings.budgetSeconds, request.repetitions),
    sayOfLatest: say,
  };
}
