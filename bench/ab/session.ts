/** Interleaved comparisons on one open session: both sides of every environment, `<id>@a` and `<id>@b`. */
import path from 'node:path';
import { analyzeMeasured } from '../analysis/analyze.js';
import type { EnvironmentPair } from '../comparison/figures.js';
import type { ResultsDocument } from '../contract/document.js';
import { analyzeFolder } from '../driver/analyze-folder.js';
import { type NewRun, recordRun } from '../driver/record-run.js';
import type { Unfinished } from '../driver/resume.js';
import { openSession, type RunSession, type SessionRequest } from '../driver/session.js';
import { makePlan } from '../harness/plan.js';
import type { RunObserver } from '../harness/run.js';
import type { PlanSection } from '../scenarios/plan-section.js';
import { listSides, pairEnvironments, type SidePair } from './side-settings.js';

export interface ComparisonSession extends Pick<RunSession, 'facts' | 'verifyImages' | typeof Symbol.asyncDispose> {
  /** Which environments are held against each other, and under which name. */
  readonly pairs: readonly EnvironmentPair[];
  measure(request: ComparisonRequest): Promise<ResultsDocument>;
}

export interface ComparisonRequest {
  /** Exists, and is empty, unless the comparison goes on. */
  readonly folder: string;
  /** What an earlier invocation left there. */
  readonly resumed?: Unfinished | undefined;
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
  /** Reads them whole at its end. Default true. */
  readonly verifiesImages?: boolean;
}

export interface SidesRequest extends Omit<SessionRequest, 'environments'> {
  readonly sides: SidePair;
  /** In the run records, beside the fields of the contract. */
  readonly kept?: Readonly<Record<string, unknown>>;
}

/** @throws UsageError – no such image; and what else openSession may */
export async function openComparisons({ sides, kept, ...request }: SidesRequest): Promise<ComparisonSession> {
  const { settings } = request;
  const session = await openSession({ ...request, environments: listSides(settings, sides) });
  const pairs = pairEnvironments(settings.environments, sides);
  const record = { ...kept, arms: pairs.map((pair) => ({ ...pair })) };
  return { ...session, pairs, measure: (comparison) => measureComparison(session, comparison, record) };
}

async function measureComparison(
  session: RunSession,
  request: ComparisonRequest,
  kept: Readonly<Record<string, unknown>>,
): Promise<ResultsDocument> {
  const { folder, resumed, section, isDecided } = request;
  await recordRun(session, resumed ?? planComparison(request, kept), {
    ...request,
    isAnswered: (run, seen, look) => isDecided(analyzeMeasured(run, seen, []), look),
    scenario: section.scenario,
  });
  return analyzeFolder(folder);
}

function planComparison(request: ComparisonRequest, kept: Readonly<Record<string, unknown>>): NewRun {
  const { folder, runId, seed, section, looks, budgetSeconds, sayOfLatest } = request;
  return {
    folder,
    id: runId ?? path.basename(folder),
    seed,
    plan: makePlan({ sections: [section], seed }),
    stopRule: { decisive: true, looks: [...looks], ...(budgetSeconds !== undefined && { budgetSeconds }) },
    kept,
    ...(sayOfLatest && { sayOfLatest }),
  };
}
