/** Everything that interleaved comparisons need, opened once: image, environments of both arms, samplers, and the host's facts. */
import path from 'node:path';
import { findImage, verifyImage } from '../../../runtimes/images/store.js';
import { openFileSampler } from '../../../runtimes/sampler/file-sampler.js';
import { analyze } from '../../analysis/analyze.js';
import type { Arm } from '../../analysis/gate/figures.js';
import type { ResultsDocument } from '../../contract/document.js';
import type { EndRecord, RunRecord, TrialRecord } from '../../contract/record.js';
import { Journal } from '../../harness/journal.js';
import { makePlan, type PlanSection } from '../../harness/plan.js';
import { type RunObserver, runPlan } from '../../harness/run.js';
import { Stopping } from '../../harness/stopping.js';
import type { Laboratory } from '../../harness/trial-context.js';
import { SCENARIOS } from '../../scenarios/index.js';
import { type OpenEnvironment, openEnvironments } from '../environments.js';
import { UsageError } from '../failure.js';
import type { Interruption } from '../interruption.js';
import { openLaboratory } from '../laboratory.js';
import { writeResults } from '../publish.js';
import { JOURNAL_FILE } from '../results-folder.js';
import { describeRun, describeWorkloads } from '../run-record.js';
import type { Settings } from '../settings.js';
import { injectedDelays } from '../test-hooks.js';
import { openWorkshop, type Workshop } from '../workshop.js';
import { type ArmPair, type ArmSettings, armsOf } from './arm-settings.js';

export interface Session {
  /** Which environments are held against each other, and under which name. */
  readonly arms: readonly Arm[];
  readonly settings: Settings;
  /** The run record of a comparison, but for what differs from one to the next. */
  readonly template: RunRecord;
  measure(request: ComparisonRequest): Promise<ResultsDocument>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ComparisonRequest {
  /** Exists, and is empty. */
  readonly folder: string;
  /** The folder's name when absent. */
  readonly runId?: string;
  readonly seed: number;
  readonly section: PlanSection;
  /** Numbers of repetitions at which `isDecided` is asked; empty to measure all. */
  readonly looks: readonly number[];
  readonly isDecided: (document: ResultsDocument, look: number) => boolean;
  readonly budgetSeconds?: number;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
}

/** Opens both arms of each environment, `<id>@a` and `<id>@b`. @throws UsageError – no such image */
export async function openSession(settings: Settings, pair: ArmPair, interruption: Interruption): Promise<Session> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const workshop = await openWorkshop();
    closers.push(() => workshop[Symbol.asyncDispose]());
    await interruption.unlessInterrupted(verifyImage(workshop.image));
    const arms = armsOf(settings.environments, pair);
    const environments = await openArms(arms, pair, settings, workshop, interruption);
    const sampler = await openFileSampler();
    closers.push(() => sampler[Symbol.asyncDispose]());
    const known = await describeRun({ id: '', settings, seed: 0, plan: [], stopRule: undefined, environments, workshop });
    const template = { ...known, arms: arms.map((arm) => ({ ...arm })) };
    const laboratory = openLaboratory(settings, environments, workshop, sampler, injectedDelays());
    return {
      arms,
      settings,
      template,
      measure: async (request) => measureComparison(request, await describeComparison(request, template), laboratory),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openArms(
  arms: readonly Arm[],
  { a, b }: ArmPair,
  settings: Settings,
  workshop: Workshop,
  interruption: Interruption,
): Promise<OpenEnvironment[]> {
  const opened: OpenEnvironment[] = [];
  for (const { baseline, candidate } of arms) {
    opened.push(await interruption.unlessInterrupted(openArm(baseline, a, settings, workshop)));
    opened.push(await interruption.unlessInterrupted(openArm(candidate, b, settings, workshop)));
  }
  return opened;
}

async function openArm(id: string, arm: ArmSettings, settings: Settings, workshop: Workshop): Promise<OpenEnvironment> {
  const image = arm.image === undefined ? workshop.image : await findImage(arm.image);
  if (image === undefined) throw new UsageError(`the image store has no ${arm.image ?? ''}; give a whole digest, sha256:…`);
  const own = { ...workshop, image };
  const [opened] = await openEnvironments([id.replace(/@[ab]$/, '')], { ...settings, ...arm.settings }, own);
  if (opened === undefined) throw new UsageError(`there is no environment "${id}"`);
  return { ...opened, id, image };
}

async function describeComparison(
  { folder, runId, seed, section, looks, budgetSeconds }: ComparisonRequest,
  template: RunRecord,
): Promise<RunRecord> {
  const plan = makePlan({ sections: [section], seed });
  return {
    ...template,
    id: runId ?? path.basename(folder),
    startedAt: new Date().toISOString(),
    seed,
    plan,
    workloads: await describeWorkloads([...new Set(plan.map(({ workloadId }) => workloadId))]),
    stopRule: { decisive: true, looks: [...looks], ...(budgetSeconds !== undefined && { budgetSeconds }) },
  };
}

async function measureComparison(request: ComparisonRequest, run: RunRecord, laboratory: Laboratory): Promise<ResultsDocument> {
  const { folder, section, isDecided, observer, signal } = request;
  const journal = await Journal.create(path.join(folder, JOURNAL_FILE), run);
  const records: TrialRecord[] = [];
  try {
    const stopReason = await runPlan({
      laboratory,
      scenarios: SCENARIOS,
      todo: run.plan,
      alreadyDone: 0,
      stopping: new Stopping(run.stopRule, (seen, look) => isDecided(analyze(run, seen, []), look), [], section.scenario),
      journal,
      observer: {
        trialStarts: (trial, progress) => observer.trialStarts(trial, progress),
        trialEnded: (record, progress) => {
          records.push(record);
          observer.trialEnded(record, progress);
        },
      },
      signal,
    });
    const end = endOf(stopReason, run);
    await journal.append(end);
    const document = analyze(run, records, [end]);
    await writeResults(document, folder);
    return document;
  } finally {
    await journal.close();
  }
}

/** The image was checked when the session was opened, and each start checks its files again. */
function endOf(stopReason: EndRecord['stopReason'], { environments }: RunRecord): EndRecord {
  const imageDigest = environments[0]?.imageDigest ?? '';
  return { record: 'end', finishedAt: new Date().toISOString(), stopReason, imageDigest, warnings: [] };
}
