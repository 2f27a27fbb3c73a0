/** Measures a flagged candidate again, where this is the host, and the Twinbench, that measured it first. */
import path from 'node:path';
import { exists } from '../../../runtimes/cache.js';
import { gate } from '../../analysis/gate/gate.js';
import type { ResultsDocument } from '../../contract/document.js';
import type { Generator, PlannedTrial, RunRecord } from '../../contract/record.js';
import type { GateVerdict } from '../../contract/verdict.js';
import type { PlanSection } from '../../harness/plan.js';
import { checkBeforehand } from '../beforehand.js';
import { provision } from '../first-use.js';
import { listenForInterruption } from '../interruption.js';
import { readJournalFrame } from '../journal-file.js';
import { measure } from '../measure.js';
import { measuringCode } from '../measuring-code.js';
import { analyzeFolder } from '../publish.js';
import { JOURNAL_FILE } from '../results-folder.js';
import { settingsOfRun } from '../resume.js';
import { takeRunLock } from '../run-lock.js';
import { describeGenerator, hostFingerprint } from '../run-record.js';
import type { GateRequest } from './request.js';

export interface Confirmed {
  readonly verdict?: GateVerdict;
  /** The user ended it. */
  readonly exitCode?: number;
}

/** Undefined where nothing is flagged, or where the candidate cannot be measured here. @throws HostError and what else a run may */
export async function confirmByMeasuring(
  request: GateRequest,
  first: GateVerdict,
  say: (text: string) => void,
): Promise<Confirmed | undefined> {
  const flagged = first.metrics.filter((one) => one.gate === 'block' && one.status === 'unconfirmed');
  if (flagged.length === 0) return undefined;
  const { candidate } = request.input;
  const [document, ...more] = candidate.documents;
  if (document === undefined || more.length > 0) return undefined;
  const run = await rerunnable(document, request.candidateFolder, say);
  if (run === undefined) return undefined;
  say(`worse: ${flagged.map(({ id }) => id).join(', ')}; measuring the candidate again to confirm`);
  const again = await measureAgain(run, request.candidateFolder, say);
  if (typeof again === 'number') return { exitCode: again };
  const { input } = request;
  if (first.design === 'history')
    return { verdict: gate({ ...input, candidate: { ...candidate, documents: [document, again] } }) };
  return { verdict: gate({ ...input, confirmation: { baseline: input.baseline.documents, candidate: [again] } }) };
}

async function rerunnable(
  document: ResultsDocument,
  folder: string,
  say: (text: string) => void,
): Promise<RunRecord | undefined> {
  const cannot = (because: string): undefined => say(`not measured again: ${because}`) ?? undefined;
  if (document.run.arms !== undefined)
    return cannot('the candidate is one side of an interleaved run; repeat it with twinbench ab');
  const file = path.join(folder, JOURNAL_FILE);
  if (!(await exists(file))) return cannot(`${file} is not there`);
  if ((await hostFingerprint()) !== document.host.fingerprint)
    return cannot('this is another host than the one that measured the candidate');
  if (!(await isMeasuredByThisCode(document.generator)))
    return cannot('this is another version of Twinbench than the one that measured the candidate');
  return (await readJournalFrame(file)).run;
}

/** Older documents name the commit alone. */
async function isMeasuredByThisCode({ codeDigest, revision }: Generator): Promise<boolean> {
  if (codeDigest !== undefined) return codeDigest === (await measuringCode());
  return revision === (await describeGenerator()).revision;
}

async function measureAgain(run: RunRecord, folder: string, say: (text: string) => void): Promise<ResultsDocument | number> {
  const settings = settingsOfRun(run, path.join(folder, 'confirmation', 'run'));
  await checkBeforehand({ settings, output: settings.output });
  await provision(settings, say);
  using interruption = listenForInterruption(say);
  const unlock = await takeRunLock(`confirmation of ${folder}`);
  try {
    const fresh = { ...settings, seed: undefined };
    const made = await measure({ settings: fresh, resumed: undefined, sections: sectionsOf(run.plan), interruption, say });
    const code = interruption.exitCode();
    return made.stopReason === 'interrupted' && code !== undefined ? code : await analyzeFolder(made.folder);
  } finally {
    await unlock();
  }
}

/** The plan's own sections, to be shuffled anew. */
export function sectionsOf(plan: readonly PlannedTrial[]): PlanSection[] {
  const scenarios = [...new Set(plan.map(({ scenario }) => scenario))];
  return scenarios.map((scenario) => {
    const own = plan.filter((trial) => trial.scenario === scenario);
    const measured = own.filter(({ warmup }) => !warmup);
    const first = measured.filter(({ repetition }) => repetition === 0);
    const numbers = [...new Set(first.map(({ block }) => block))];
    return {
      scenario,
      blocks: numbers.map((number) => first.filter(({ block }) => block === number).map(cellOf)),
      repetitions: 1 + measured.reduce((most, { repetition }) => Math.max(most, repetition), 0),
      warmupBlocks: new Set(own.filter(({ warmup }) => warmup).map(({ block }) => block)).size,
    };
  });
}

function cellOf({ environmentId, workloadId, parameters }: PlannedTrial): PlanSection['blocks'][number][number] {
  return { environmentId, workloadId, ...(parameters && { parameters }) };
}
