/** What all commands that measure have in common: a journal that is begun, or gone on with; its trials; and its end, once the images are proven unchanged. */
import path from 'node:path';
import type { Image } from '../../runtimes/images/image.js';
import { verifyImage } from '../../runtimes/images/store.js';
import { HostError } from '../contract/errors.js';
import type { EndRecord, PlannedTrial, RunRecord, StopReason } from '../contract/record.js';
import { Journal } from '../harness/journal.js';
import { type RunObserver, runPlan } from '../harness/run.js';
import { Stopping } from '../harness/stopping.js';
import type { TrialDependencies } from '../harness/trial-context.js';
import { type MeasuredTrial, TrialCollector } from '../metrics/measured-trial.js';
import { pointLatestAt, warnUnlessLatest } from '../results/latest.js';
import { JOURNAL_FILE, removeRunFolder } from '../results/results-folder.js';
import { SCENARIOS } from '../scenarios/index.js';
import { changeSince, type Surroundings, type Unfinished } from './resume.js';

export interface OpenJournal {
  readonly run: RunRecord;
  readonly file: Journal;
  readonly todo: readonly PlannedTrial[];
  /** By earlier invocations, and by this one where its trials are kept. */
  readonly measured: TrialCollector;
  /** Of earlier invocations. */
  readonly ends: readonly EndRecord[];
}

/** In a folder that was just made. A run that could not record even its beginning leaves none. @param sayOfLatest where `latest` is to point there: says why it does not */
export async function beginJournal(
  folder: string,
  describing: RunRecord | Promise<RunRecord>,
  sayOfLatest?: (text: string) => void,
): Promise<OpenJournal> {
  try {
    const run = await describing;
    const file = await Journal.create(path.join(folder, JOURNAL_FILE), run);
    if (sayOfLatest !== undefined) {
      await pointLatestAt(folder);
      await warnUnlessLatest(folder, sayOfLatest);
    }
    return { run, file, todo: run.plan, measured: new TrialCollector(run.environments), ends: [] };
  } catch (error) {
    await removeRunFolder(folder);
    throw error;
  }
}

/** @throws HostError – something else would be measured than when the run began */
export async function reopenJournal(unfinished: Unfinished, now: Surroundings): Promise<OpenJournal> {
  refuseChange(unfinished, now);
  const { folder, run, todo, done, ends, intactBytes } = unfinished;
  const file = await Journal.reopen(path.join(folder, JOURNAL_FILE), intactBytes);
  return { run, file, todo, measured: done, ends };
}

/** Figures of something else must not be pooled with those that there are. @throws HostError */
export function refuseChange({ folder, run }: Unfinished, now: Surroundings): void {
  const { environments, host, generator } = run;
  const then = { environments, fingerprint: host.fingerprint, codeDigest: generator.codeDigest };
  const change = changeSince(then, now);
  if (change === undefined) return;
  throw new HostError(
    `the run cannot go on, because its figures could not be pooled: ${change}. Start a new run, or see what there is with: twinbench analyze ${folder}`,
  );
}

/** Decides by the trials that a look sees; see harness/stopping.ts. */
export type AnsweredBy = (seen: readonly MeasuredTrial[], look: number) => boolean;

export interface TrialsRequest {
  readonly journal: OpenJournal;
  /** Whether `journal.measured` has every trial afterwards; else it may lack those of this invocation, so that a long run keeps none in memory. */
  readonly keepsTrials?: boolean;
  readonly laboratory: TrialDependencies;
  readonly answered: AnsweredBy;
  /** Whose trials may be fewer than planned; `single` when absent. */
  readonly scenario?: string;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
  /** Read whole once more at the end. */
  readonly images: readonly Image[];
}

export interface Recorded {
  /** `interrupted` when trials are missing; a signal that came after the last one changes nothing. */
  readonly stopReason: StopReason;
  /** Those of earlier invocations too. */
  readonly ends: readonly EndRecord[];
}

/** Closes the journal, whatever happens. @throws ImageChangedError, JournalError, and what is not an expected failure of a trial */
export async function runTrials(request: TrialsRequest): Promise<Recorded> {
  const { journal, laboratory, answered, scenario, signal, images } = request;
  const { run, measured } = journal;
  try {
    const stopReason = await runPlan({
      laboratory,
      scenarios: SCENARIOS,
      todo: journal.todo,
      alreadyDone: measured.recorded,
      stopping: new Stopping(run.stopRule, (isSeen, look) => answered(measured.trials.filter(isSeen), look), scenario),
      journal: journal.file,
      observer: makeObserver(request),
      signal,
    });
    for (const image of images) await verifyImage(image);
    const end = endRecord(stopReason, run);
    await journal.file.append(end);
    return { stopReason, ends: [...journal.ends, end] };
  } finally {
    await journal.file.close();
  }
}

/** Looks need the trials, too. */
function makeObserver({ journal: { run, measured }, keepsTrials = false, observer }: TrialsRequest): RunObserver {
  const takesLooks = run.stopRule !== undefined && run.stopRule.looks.length > 0;
  if (!keepsTrials && !takesLooks) return observer;
  return {
    trialStarts: (trial, progress) => observer.trialStarts(trial, progress),
    trialEnded: (record, progress) => {
      measured.add(record);
      observer.trialEnded(record, progress);
    },
  };
}

/** Each start has checked the images' files, too. */
function endRecord(stopReason: StopReason, { environments }: RunRecord): EndRecord {
  const imageDigest = environments[0]?.imageDigest ?? '';
  return { record: 'end', finishedAt: new Date().toISOString(), stopReason, imageDigest, warnings: [] };
}
