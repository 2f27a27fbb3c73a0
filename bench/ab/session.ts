/** Everything that interleaved comparisons need, opened once: image, environments of both arms, samplers, and the host's facts. */
import path from 'node:path';
import type { Image } from '../../runtimes/images/image.js';
import { findImage, verifyImage } from '../../runtimes/images/store.js';
import { openFileSampler } from '../../runtimes/sampler/file-sampler.js';
import { analyzeMeasured } from '../analysis/analyze.js';
import type { EnvironmentPair } from '../comparison/figures.js';
import type { ResultsDocument } from '../contract/document.js';
import { UsageError } from '../contract/errors.js';
import type { EndRecord, RunRecord } from '../contract/record.js';
import { type AnsweredBy, beginJournal, refuseChange, reopenJournal, runTrials } from '../driver/recorded-run.js';
import { isEnded, type Unfinished } from '../driver/resume.js';
import { describeRun, describeWorkloads } from '../driver/run-record.js';
import { openEnvironments } from '../environments/environments.js';
import { type HostSession, openHostSession } from '../harness/host-session.js';
import type { Interruption } from '../harness/interruption.js';
import { makePlan } from '../harness/plan.js';
import type { RunObserver } from '../harness/run.js';
import type { Settings } from '../harness/settings.js';
import { injectedDelays } from '../harness/test-hooks.js';
import type { OpenEnvironment, TrialDependencies } from '../harness/trial-context.js';
import { makeTrialDependencies } from '../harness/trial-dependencies.js';
import type { TrialCollector } from '../metrics/measured-trial.js';
import { writeResults } from '../results/document-file.js';
import type { PlanSection } from '../scenarios/plan-section.js';
import { environmentOfArm, pairArms, type SidePair, type SideSettings } from './side-settings.js';

export interface Session {
  /** Which environments are held against each other, and under which name. */
  readonly arms: readonly EnvironmentPair[];
  readonly settings: Settings;
  /** The run record of a comparison, but for what differs from one to the next. */
  readonly template: RunRecord;
  measure(request: ComparisonRequest): Promise<ResultsDocument>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ComparisonRequest {
  /** Exists, and is empty, unless the comparison goes on. */
  readonly folder: string;
  /** What an earlier invocation left there. */
  readonly resumed?: Unfinished;
  /** Where `latest` is to point there: says why it does not. */
  readonly sayOfLatest?: (text: string) => void;
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

export interface SessionOptions {
  /** Kept in the run records, beside the fields of the contract. */
  readonly kept?: Readonly<Record<string, unknown>>;
  /** Read every image whole before the first comparison and after each: half a second for one image. */
  readonly verifiesImages?: boolean;
}

/** Opens both arms of each environment, `<id>@a` and `<id>@b`. @throws UsageError – no such image */
export async function openSession(
  settings: Settings,
  pair: SidePair,
  interruption: Interruption,
  { kept = {}, verifiesImages = false }: SessionOptions = {},
): Promise<Session> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const workshop = await openHostSession();
    closers.push(() => workshop[Symbol.asyncDispose]());
    await interruption.unlessInterrupted(verifyImage(workshop.image));
    const arms = pairArms(settings.environments, pair);
    const environments = await openSides(arms, pair, settings, workshop, interruption);
    const images = verifiesImages ? listImages(environments, workshop) : [];
    for (const image of images) await interruption.unlessInterrupted(verifyImage(image));
    const sampler = await openFileSampler();
    closers.push(() => sampler[Symbol.asyncDispose]());
    const known = await describeRun({ id: '', settings, seed: 0, plan: [], stopRule: undefined, environments, workshop });
    const template = { ...known, ...kept, arms: arms.map((arm) => ({ ...arm })) };
    const laboratory = makeTrialDependencies(settings, environments, workshop, sampler, injectedDelays());
    return {
      arms,
      settings,
      template,
      measure: (request) => measureComparison(request, template, laboratory, images),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Each once. */
function listImages(environments: readonly OpenEnvironment[], workshop: HostSession): Image[] {
  const images = environments.map(({ image = workshop.image }) => image);
  return [...new Map(images.map((image) => [image.digest, image])).values()];
}

async function openSides(
  arms: readonly EnvironmentPair[],
  { a, b }: SidePair,
  settings: Settings,
  workshop: HostSession,
  interruption: Interruption,
): Promise<OpenEnvironment[]> {
  const opened: OpenEnvironment[] = [];
  for (const { baseline, candidate } of arms) {
    opened.push(await interruption.unlessInterrupted(openSide(baseline, a, settings, workshop)));
    opened.push(await interruption.unlessInterrupted(openSide(candidate, b, settings, workshop)));
  }
  return opened;
}

async function openSide(id: string, arm: SideSettings, settings: Settings, workshop: HostSession): Promise<OpenEnvironment> {
  const image = arm.image === undefined ? workshop.image : await findImage(arm.image);
  if (image === undefined) throw new UsageError(`the image store has no ${arm.image ?? ''}; give a whole digest, sha256:…`);
  const own = { ...workshop, image };
  const [opened] = await openEnvironments([environmentOfArm(id)], { ...settings, ...arm.settings }, own);
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

async function measureComparison(
  request: ComparisonRequest,
  template: RunRecord,
  laboratory: TrialDependencies,
  images: readonly Image[],
): Promise<ResultsDocument> {
  const { folder, resumed, section, isDecided, observer, signal } = request;
  const { environments, host, generator } = template;
  const now = { environments, fingerprint: host.fingerprint, codeDigest: generator.codeDigest };
  if (resumed !== undefined && isEnded(resumed)) {
    refuseChange(resumed, now);
    return concluded(folder, resumed.run, resumed.done, resumed.ends);
  }
  const journal =
    resumed === undefined
      ? await beginJournal(folder, describeComparison(request, template), request.sayOfLatest)
      : await reopenJournal(resumed, now);
  const { run, measured } = journal;
  const answered: AnsweredBy = (seen, look) => isDecided(analyzeMeasured(run, seen, []), look);
  const { scenario } = section;
  const { ends } = await runTrials({ journal, keepsTrials: true, laboratory, answered, scenario, observer, signal, images });
  return concluded(folder, run, measured, ends);
}

async function concluded(
  folder: string,
  run: RunRecord,
  { trials }: TrialCollector,
  ends: readonly EndRecord[],
): Promise<ResultsDocument> {
  const document = analyzeMeasured(run, trials, ends);
  await writeResults(document, folder);
  return document;
}
