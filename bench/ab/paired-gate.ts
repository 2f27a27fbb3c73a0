/** A comparison from its first trial to its verdict: looks, the early end, the gate, and a second, independent measurement of what it flags. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ResultsDocument } from '../contract/document.js';
import type { FailOn, Policy } from '../contract/policy.js';
import type { GateVerdict } from '../contract/verdict.js';
import type { Unfinished } from '../driver/resume.js';
import { type GateInput, gate } from '../gate/gate.js';
import { isDecided } from '../gate/look.js';
import type { RunObserver } from '../harness/run.js';
import { VERDICT_FILE, writeWhole } from '../results/results-folder.js';
import type { PlanSection } from '../scenarios/plan-section.js';
import type { ComparisonSession } from './session.js';

/** Pairs after which nothing is decided, but a policy that fits nothing is refused before an hour is spent. */
const FITS_AFTER = 3;
export const CONFIRMATION_FOLDER = 'confirmation';

export interface PairedRequest {
  readonly session: ComparisonSession;
  readonly section: PlanSection;
  readonly policy: Policy;
  /** As the user named it; absent for the built-in one. */
  readonly policyFile?: string;
  readonly failOn?: readonly FailOn[];
  readonly seed: number;
  /** Exists, and is empty, unless the comparison goes on. */
  readonly folder: string;
  /** What an earlier invocation left there. */
  readonly resumed?: UnfinishedPair;
  /** Where `latest` is to point there: says why it does not. */
  readonly sayOfLatest?: (text: string) => void;
  readonly budgetSeconds?: number;
  /** Pairs of a confirmation; as many as the first time when absent. */
  readonly confirmationPairs?: number;
  readonly labels?: { readonly a: string; readonly b: string };
  /** At the end of each measurement. Default true. */
  readonly verifiesImages?: boolean;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Of a comparison that was killed, the first measurement, and the confirmation where that had begun. */
export interface UnfinishedPair {
  readonly first: Unfinished;
  readonly confirmation?: Unfinished;
}

export interface Paired {
  readonly verdict: GateVerdict;
  readonly document: ResultsDocument;
  /** What was measured anew; absent when nothing was flagged, or when the user ended it. */
  readonly confirmation?: ResultsDocument;
}

/** Writes trials, results and verdict into the folder; no verdict where the user ended it. @throws FormatError – the policy does not fit what is measured */
export async function runPairedGate(request: PairedRequest): Promise<Paired> {
  const { session, folder, signal, policy } = request;
  const section = { ...request.section, repetitions: policy.looks.at(-1) ?? request.section.repetitions };
  const { observer, verifiesImages = true } = request;
  const shared = { observer, signal, verifiesImages };
  const document = await session.measure({
    ...shared,
    folder,
    resumed: request.resumed?.first,
    ...(request.sayOfLatest && { sayOfLatest: request.sayOfLatest }),
    seed: request.seed,
    section,
    looks: [...new Set([FITS_AFTER, ...policy.looks.slice(0, -1)])].sort((one, other) => one - other),
    isDecided: (seen, look) => {
      // Also at the looks that decide nothing, so that a policy that fits nothing is refused.
      const verdict = gate(makeGateInput(request, seen));
      return policy.looks.includes(look) && isDecided(verdict);
    },
    ...(request.budgetSeconds !== undefined && { budgetSeconds: request.budgetSeconds }),
  });
  const first = gate(makeGateInput(request, document));
  const confirmation = signal.aborted ? undefined : await confirm(request, first, document);
  const verdict = confirmation === undefined ? first : gate(makeGateInput(request, document, confirmation));
  if (!signal.aborted) await writeWhole(path.join(folder, VERDICT_FILE), `${JSON.stringify(verdict, null, 1)}\n`);
  return { verdict, document, ...(confirmation && { confirmation }) };
}

function makeGateInput(request: PairedRequest, document: ResultsDocument, confirmation?: ResultsDocument): GateInput {
  const { session, policy, policyFile, failOn, seed, labels } = request;
  const side = (label: string | undefined) => ({ documents: [document], ...(label !== undefined && { label }) });
  return {
    baseline: side(labels?.a),
    candidate: side(labels?.b),
    design: 'paired',
    pairs: session.pairs,
    policy,
    ...(policyFile !== undefined && { fileName: policyFile }),
    ...(failOn && { failOn }),
    ...(confirmation && { confirmation: { baseline: [confirmation], candidate: [confirmation] } }),
    today: new Date().toISOString().slice(0, 10),
    generator: session.facts.generator,
    seed,
  };
}

/** As many pairs as the first time or as were asked for, of the flagged environments alone, in another order. */
async function confirm(
  request: PairedRequest,
  first: GateVerdict,
  document: ResultsDocument,
): Promise<ResultsDocument | undefined> {
  const flagged = first.metrics.filter((one) => one.gate === 'block' && one.status === 'unconfirmed');
  if (flagged.length === 0) return undefined;
  const {
    session,
    section,
    observer,
    signal,
    say,
    verifiesImages = true,
    confirmationPairs = countRepetitions(document),
  } = request;
  say(`worse: ${flagged.map(({ id }) => id).join(', ')}; measuring again to confirm`);
  const names = new Set(flagged.map(({ environmentId }) => environmentId));
  const pairs = session.pairs.filter(({ id }) => names.has(id));
  const ids = new Set(pairs.flatMap(({ baseline, candidate }) => [baseline, candidate]));
  const blocks = section.blocks.map((block) => block.filter(({ environmentId }) => ids.has(environmentId)));
  const folder = path.join(request.folder, CONFIRMATION_FOLDER);
  const resumed = request.resumed?.confirmation;
  if (resumed === undefined) await makeAnew(folder);
  const confirmation = await session.measure({
    folder,
    resumed,
    runId: `${path.basename(request.folder)}-${CONFIRMATION_FOLDER}`,
    seed: (request.seed + 1) % 0x7fffffff,
    section: { ...section, blocks: blocks.filter((block) => block.length > 0), repetitions: confirmationPairs },
    looks: [],
    isDecided: () => false,
    observer,
    signal,
    verifiesImages,
  });
  return signal.aborted ? undefined : confirmation;
}

/** A kill before the first record may have left a folder of ours that holds nothing yet. */
async function makeAnew(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
}

function countRepetitions({ trials }: ResultsDocument): number {
  return 1 + trials.reduce((most, { warmup, repetition }) => (warmup ? most : Math.max(most, repetition)), 0);
}
