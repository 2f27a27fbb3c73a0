/** The one way in which runs are recorded: a journal that is begun or resumed, its trials, and its end, once the images are proven unchanged. */
import path from 'node:path';
import { HostError } from '../contract/errors.js';
import type { EndRecord, PlannedTrial, RunRecord, StopReason } from '../contract/record.js';
import { Journal } from '../harness/journal.js';
import { type RunObserver, runPlan } from '../harness/run.js';
import { Stopping } from '../harness/stopping.js';
import { type MeasuredTrial, TrialCollector } from '../metrics/measured-trial.js';
import { pointLatestAt, warnUnlessLatest } from '../results/latest.js';
import { JOURNAL_FILE, removeRunFolder } from '../results/results-folder.js';
import { SCENARIOS } from '../scenarios/index.js';
import { findChange, isEnded, type Unfinished } from './resume.js';
import { describeRun, type RunToDescribe, type SessionFacts } from './run-record.js';
import type { RunSession } from './session.js';

export interface NewRun extends Omit<RunToDescribe, 'settings'> {
  /** Exists, and is empty. */
  readonly folder: string;
  /** Where `latest` is to point there: says why it does not. */
  readonly sayOfLatest?: (text: string) => void;
}

export interface RecordRequest {
  /** Decides by the trials that a look sees; see harness/stopping.ts. */
  readonly isAnswered: (run: RunRecord, seen: readonly MeasuredTrial[], look: number) => boolean;
  /** Whose trials may be fewer than planned; `single` when absent. */
  readonly scenario?: string;
  readonly observer: RunObserver;
  /** Once the journal is there: how many trials are to be done, and where it lies. */
  readonly onOpened?: (trials: number, path: string) => void;
  readonly signal: AbortSignal;
  /** Reads them whole at the end. Default true. */
  readonly verifiesImages?: boolean;
}

/**
 * @returns `interrupted` when trials are missing; a signal that came after the last one changes nothing
 * @throws HostError – something else would be measured than when the run began; ImageChanged, JournalError, and what is not an expected failure of a trial
 */
export async function recordRun(session: RunSession, start: NewRun | Unfinished, request: RecordRequest): Promise<StopReason> {
  const journal = 'run' in start ? await reopenJournal(session, start) : await beginJournal(session, start);
  const { run, file, todo, measured } = journal;
  request.onOpened?.(todo.length, file.path);
  try {
    if ('run' in start && isEnded(start)) return start.ends.at(-1)?.stopReason ?? 'plan-done';
    const stopReason = await runPlan({
      dependencies: session.dependencies,
      scenarios: SCENARIOS,
      todo,
      alreadyDone: measured.recorded,
      stopping: makeStopping(journal, request),
      journal: file,
      observer: makeObserver(journal, request.observer),
      signal: request.signal,
    });
    if (request.verifiesImages !== false) await session.verifyImages();
    await file.append(makeEnd(stopReason, run));
    return stopReason;
  } finally {
    await file.close();
  }
}

interface OpenJournal {
  readonly run: RunRecord;
  readonly file: Journal;
  readonly todo: readonly PlannedTrial[];
  /** By earlier invocations, and by this one where looks need them: a long run without looks keeps none in memory. */
  readonly measured: TrialCollector;
}

/** A run that could not record even its beginning leaves no folder. */
async function beginJournal({ settings, facts }: RunSession, { folder, sayOfLatest, ...own }: NewRun): Promise<OpenJournal> {
  try {
    const run = await describeRun({ ...own, settings }, facts);
    const file = await Journal.create(path.join(folder, JOURNAL_FILE), run);
    if (sayOfLatest !== undefined) {
      await pointLatestAt(folder);
      await warnUnlessLatest(folder, sayOfLatest);
    }
    return { run, file, todo: run.plan, measured: new TrialCollector(run.environments) };
  } catch (error) {
    await removeRunFolder(folder);
    throw error;
  }
}

async function reopenJournal({ facts }: RunSession, unfinished: Unfinished): Promise<OpenJournal> {
  refuseChange(unfinished, facts);
  const { folder, run, todo, done, intactBytes } = unfinished;
  const file = await Journal.reopen(path.join(folder, JOURNAL_FILE), intactBytes);
  return { run, file, todo, measured: done };
}

/** Figures of something else must not be pooled with those that there are. @throws HostError */
function refuseChange({ folder, run }: Unfinished, now: SessionFacts): void {
  const change = findChange(run, now);
  if (change === undefined) return;
  throw new HostError(
    `cannot resume the run, because its figures could not be pooled: ${change}. Start a new run, or see what was measured with: twinbench analyze ${folder}`,
  );
}

function makeStopping({ run, measured }: OpenJournal, { isAnswered, scenario }: RecordRequest): Stopping {
  return new Stopping(run.stopRule, (isSeen, look) => isAnswered(run, measured.trials.filter(isSeen), look), scenario);
}

/** Looks need the trials, too. */
function makeObserver({ run, measured }: OpenJournal, observer: RunObserver): RunObserver {
  if (run.stopRule === undefined || run.stopRule.looks.length === 0) return observer;
  return {
    trialStarts: (trial, progress) => observer.trialStarts(trial, progress),
    trialEnded: (record, progress) => {
      measured.add(record);
      observer.trialEnded(record, progress);
    },
  };
}

/** Each start has checked the images' files, too. */
function makeEnd(stopReason: StopReason, { environments }: RunRecord): EndRecord {
  const imageDigest = environments[0]?.imageDigest ?? '';
  return { record: 'end', finishedAt: new Date().toISOString(), stopReason, imageDigest, warnings: [] };
}
