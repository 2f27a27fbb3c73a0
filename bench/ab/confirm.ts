/** Measures a flagged candidate again, where this is the host, and the Twinbench, that measured it first. */
import path from 'node:path';
import { exists } from '../../runtimes/cache.js';
import type { ResultsDocument } from '../contract/document.js';
import type { Generator, PlannedTrial, RunRecord } from '../contract/record.js';
import type { GateVerdict } from '../contract/verdict.js';
import { analyzeFolder } from '../driver/analyze-folder.js';
import { measure } from '../driver/measure.js';
import { measureAlone } from '../driver/measure-alone.js';
import { readSettings } from '../driver/resume.js';
import { describeGenerator, findHostFingerprint } from '../driver/run-record.js';
import { digestMeasuringCode } from '../findings/measuring-code.js';
import { type GateInput, gate } from '../gate/gate.js';
import type { RunObserver } from '../harness/run.js';
import { readJournalFrame } from '../results/journal-file.js';
import { JOURNAL_FILE } from '../results/results-folder.js';
import type { PlanSection } from '../scenarios/plan-section.js';

export interface ConfirmationRequest {
  readonly input: GateInput;
  /** Of the candidate's files. */
  readonly candidateFolder: string;
}

/** What hears how it goes. */
interface Told {
  readonly observer: RunObserver;
  readonly say: (text: string) => void;
}

export interface Confirmed {
  readonly verdict?: GateVerdict;
  /** The user ended it. */
  readonly exitCode?: number;
}

/** Undefined where nothing is flagged, or where the candidate cannot be measured here. @throws HostError and what else a run may */
export async function confirmByMeasuring(
  request: ConfirmationRequest,
  first: GateVerdict,
  { observer, say }: Told,
): Promise<Confirmed | undefined> {
  const flagged = first.metrics.filter((one) => one.gate === 'block' && one.status === 'unconfirmed');
  if (flagged.length === 0) return undefined;
  const { candidate } = request.input;
  const [document, ...more] = candidate.documents;
  if (document === undefined || more.length > 0) return undefined;
  const run = await findRerunnable(document, request.candidateFolder, say);
  if (run === undefined) return undefined;
  say(`worse: ${flagged.map(({ id }) => id).join(', ')}; measuring the candidate again to confirm`);
  const again = await measureAgain(run, request.candidateFolder, { observer, say });
  if (typeof again === 'number') return { exitCode: again };
  const { input } = request;
  if (first.design === 'history')
    return { verdict: gate({ ...input, candidate: { ...candidate, documents: [document, again] } }) };
  return { verdict: gate({ ...input, confirmation: { baseline: input.baseline.documents, candidate: [again] } }) };
}

async function findRerunnable(
  document: ResultsDocument,
  folder: string,
  say: (text: string) => void,
): Promise<RunRecord | undefined> {
  const cannot = (because: string): undefined => say(`not measured again: ${because}`) ?? undefined;
  if (document.run.arms !== undefined)
    return cannot('the candidate is one side of an interleaved run; repeat it with twinbench ab');
  const file = path.join(folder, JOURNAL_FILE);
  if (!(await exists(file))) return cannot(`${file} is not there`);
  if ((await findHostFingerprint()) !== document.host.fingerprint) return cannot('the candidate was measured on another host');
  if (!(await isMeasuredByThisCode(document.generator)))
    return cannot('the candidate was measured by another version of Twinbench');
  return (await readJournalFrame(file)).run;
}

/** Older documents name the commit alone. */
async function isMeasuredByThisCode({ codeDigest, revision }: Generator): Promise<boolean> {
  if (codeDigest !== undefined) return codeDigest === (await digestMeasuringCode());
  return revision === (await describeGenerator()).revision;
}

async function measureAgain(run: RunRecord, folder: string, { observer, say }: Told): Promise<ResultsDocument | number> {
  const settings = readSettings(run, path.join(folder, 'confirmation', 'run'));
  const fresh = { ...settings, seed: undefined };
  const purpose = `confirmation of ${folder}`;
  return measureAlone({ settings: fresh, output: settings.output, purpose, say }, async (interruption) => {
    const sections = rebuildSections(run.plan);
    const made = await measure({ settings: fresh, resumed: undefined, sections, interruption, observer, say });
    const code = interruption.exitCode();
    if (made.stopReason === 'interrupted' && code !== undefined) return code;
    return analyzeFolder(made.folder);
  });
}

/** The plan's own sections, to be shuffled anew. */
function rebuildSections(plan: readonly PlannedTrial[]): PlanSection[] {
  const scenarios = [...new Set(plan.map(({ scenario }) => scenario))];
  return scenarios.map((scenario) => {
    const own = plan.filter((trial) => trial.scenario === scenario);
    const measured = own.filter(({ warmup }) => !warmup);
    const first = measured.filter(({ repetition }) => repetition === 0);
    const numbers = [...new Set(first.map(({ block }) => block))];
    return {
      scenario,
      blocks: numbers.map((number) => first.filter(({ block }) => block === number).map(makeCell)),
      repetitions: 1 + measured.reduce((most, { repetition }) => Math.max(most, repetition), 0),
      warmupBlocks: new Set(own.filter(({ warmup }) => warmup).map(({ block }) => block)).size,
    };
  });
}

function makeCell({ environmentId, workloadId, parameters }: PlannedTrial): PlanSection['blocks'][number][number] {
  return { environmentId, workloadId, ...(parameters && { parameters }) };
}
