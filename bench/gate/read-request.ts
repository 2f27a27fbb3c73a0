/** What `compare` and `gate` are asked for: the names of two sides, a policy and a history become what the gate judges. */
import * as z from 'zod';
import { hasCode } from '../../runtimes/errno.js';
import { formatError } from '../../runtimes/errors.js';
import { readManifest } from '../../runtimes/manifest.js';
import { runArm } from '../contract/arm.js';
import type { ResultsDocument } from '../contract/document.js';
import { UsageError } from '../contract/errors.js';
import type { HistoryEntry } from '../contract/history.js';
import { DEFAULT_POLICY } from '../contract/policy.js';
import { parseChoice } from '../contract/suggestion.js';
import { design, type GateVerdict } from '../contract/verdict.js';
import { readBaseline, readSide, type Side } from '../history/sides.js';
import { readNewest } from '../history/store.js';
import { LATEST_RUN } from '../history/stored-runs.js';
import { type GateInput, gate } from './gate.js';
import { parseFailOn, readPolicy } from './policy-file.js';

/** Options, as they were given. */
export interface GateArguments {
  readonly 'baseline-run'?: string | undefined;
  readonly candidate?: string | undefined;
  readonly baseline?: string | undefined;
  readonly history?: string | undefined;
  readonly confirmation?: string | undefined;
  readonly policy?: string | undefined;
  readonly 'fail-on'?: string | undefined;
  readonly design: string;
  readonly 'allow-host-mismatch': boolean;
  readonly seed: string;
}

export interface GateRequest {
  readonly input: GateInput;
  /** Of the candidate's files. */
  readonly candidateFolder: string;
  readonly hasBaseline: boolean;
}

/** @throws UsageError, FormatError */
export async function readRequest(args: GateArguments, say: (text: string) => void): Promise<GateRequest> {
  const names = parseNames(args);
  const { policy, policyFile } = await readPolicy(args.policy);
  const failOn = parseFailOn(args['fail-on']);
  const asked = parseChoice('design', args.design, ['auto', ...design.options]);
  const history = args.history === undefined ? undefined : readHistory(args.history);
  const candidate = await readSide(names.candidate);
  const second = args.confirmation === undefined ? undefined : await readSide(args.confirmation);
  const { baseline: name, isOption } = names;
  const baseline = name === undefined ? undefined : await readBaseline({ name, mayBeSeveral: !isOption, candidate, say });
  const pairs = readPairs(baseline, candidate);
  return {
    candidateFolder: candidate.folder ?? '.',
    hasBaseline: baseline !== undefined || (name === undefined && (history ?? []).length > 0),
    input: {
      baseline: { documents: baseline?.documents ?? [], label: name ?? String(args.history) },
      candidate: { documents: candidate.documents, label: candidate.label },
      design: asked === 'auto' && name !== undefined && baseline === undefined ? 'runs' : asked,
      ...(pairs && { pairs }),
      ...(history && { history }),
      ...(second && { confirmation: pairConfirmation(second, baseline, pairs !== undefined) }),
      policy,
      ...(policyFile !== undefined && { fileName: policyFile }),
      ...(failOn && { failOn }),
      allowHostMismatch: args['allow-host-mismatch'],
      isSequential: pairs !== undefined,
      today: new Date().toISOString().slice(0, 10),
      generator: await readManifest(),
      seed: parseSeed(args.seed),
    },
  };
}

/** As many as a trend is judged by. */
const NEWEST_RUNS = 250;

/** The oldest first. @throws UsageError – no such folder; FormatError */
function readHistory(folder: string): HistoryEntry[] {
  try {
    return readNewest(folder, NEWEST_RUNS);
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) throw error;
    throw new UsageError(`cannot read the history ${folder}: ${formatError(error)}`);
  }
}

interface Names {
  readonly candidate: string;
  /** Absent where the history is the baseline. */
  readonly baseline: string | undefined;
  /** With `--baseline`, not as an argument. */
  readonly isOption: boolean;
}

/** `BASELINE CANDIDATE`; `CANDIDATE` alone where an option says what it is held against. @throws UsageError */
function parseNames({ 'baseline-run': first, candidate: second, baseline: named, history }: GateArguments): Names {
  if (second !== undefined && named !== undefined)
    throw new UsageError('name the baseline once: as the first argument, or with --baseline');
  if (second !== undefined) return { baseline: first, candidate: second, isOption: false };
  if (named !== undefined || history !== undefined) return { baseline: named, candidate: first ?? LATEST_RUN, isOption: true };
  throw new UsageError('name a baseline and a candidate, or the baseline with --baseline or --history');
}

/** The sides of a run that was measured interleaved and stands on both sides. */
function readPairs(baseline: Side | undefined, candidate: Side): GateInput['pairs'] {
  const only = (documents: readonly ResultsDocument[] = []) => (documents.length === 1 ? documents[0]?.run : undefined);
  const [own, other] = [only(baseline?.documents), only(candidate.documents)];
  return own !== undefined && own.id === other?.id ? z.array(runArm).optional().parse(own['arms']) : undefined;
}

/** An interleaved run holds both sides. */
function pairConfirmation(
  { documents }: Side,
  baseline: Side | undefined,
  isPaired: boolean,
): NonNullable<GateInput['confirmation']> {
  return { baseline: isPaired ? documents : (baseline?.documents ?? []), candidate: documents };
}

function parseSeed(value: string): number {
  const seed = Number(value);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new UsageError(`--seed takes a whole number, not "${value}"`);
  return seed;
}

/** Of a gate whose baseline is missing and was not required: there is nothing yet that could have become worse. */
export function passFirstRun(input: GateInput): GateVerdict {
  const because = 'there is no baseline yet, and none was required';
  return {
    ...gate({ ...input, failOn: [] }),
    status: 'pass',
    exitCode: 0,
    exitName: 'pass',
    reason: `pass: ${because}`,
    findings: [{ exitCode: 0, exitName: 'pass', because }],
  };
}

/** Of a gate that failed before it had its sides. */
export const NO_INPUT: GateInput = {
  baseline: { documents: [] },
  candidate: { documents: [] },
  design: 'runs',
  policy: DEFAULT_POLICY,
  today: '',
  generator: { name: 'twinbench', version: '' },
  seed: 0,
};
