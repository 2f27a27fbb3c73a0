/** The options that compare and gate share, and what they ask for. */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Argv } from 'yargs';
import * as z from 'zod';
import { hasCode } from '../../runtimes/errno.js';
import { formatError } from '../../runtimes/errors.js';
import { projectRoot } from '../../runtimes/native.js';
import type { ConfirmationRequest } from '../ab/confirm.js';
import { runArm } from '../contract/arm.js';
import type { ResultsDocument } from '../contract/document.js';
import { UsageError } from '../contract/errors.js';
import type { HistoryEntry } from '../contract/history.js';
import { parseChoice } from '../contract/suggestion.js';
import { design } from '../contract/verdict.js';
import type { GateInput } from '../gate/gate.js';
import { parseFailOn, readPolicy } from '../gate/policy-file.js';
import { readBaseline, readSide, type Side } from '../history/sides.js';
import { readNewest } from '../history/store.js';
import { LATEST_RUN } from '../history/stored-runs.js';

export function sideOptions(parser: Argv): Argv {
  return parser
    .option('design', {
      type: 'string',
      default: 'auto',
      describe: 'how the sides were measured: paired (one interleaved run), runs (runs of their own), history, auto',
    })
    .option('policy', { type: 'string', describe: 'policy file (default: twinbench.policy.json here, else the built-in one)' })
    .option('history', {
      type: 'string',
      describe: 'folder of earlier runs: the baseline where none is named, else the spread between runs',
    })
    .option('allow-host-mismatch', {
      type: 'boolean',
      default: false,
      describe: 'compare figures of different hosts, and claim nothing from them',
    })
    .option('seed', { type: 'string', default: '1', describe: 'seed of what is drawn at random' })
    .option('json', { type: 'boolean', default: false, describe: 'the whole verdict, on stdout' });
}

export interface GateRequest extends ConfirmationRequest {
  readonly hasBaseline: boolean;
}

/** @throws UsageError, FormatError */
export async function readRequest(args: Readonly<Record<string, unknown>>): Promise<GateRequest> {
  const names = parseNames(args);
  const { policy, policyFile } = await readPolicy(args['policy']);
  const failOn = parseFailOn(args['fail-on']);
  const asked = parseChoice('design', String(args['design'] ?? 'auto'), ['auto', ...design.options]);
  const history = typeof args['history'] === 'string' ? readHistory(args['history']) : undefined;
  const candidate = await readSide(names.candidate);
  const second = typeof args['confirmation'] === 'string' ? await readSide(args['confirmation']) : undefined;
  const baseline = await findBaseline(names, candidate);
  const arms = readArms(baseline, candidate);
  return {
    candidateFolder: candidate.folder ?? '.',
    hasBaseline: baseline !== undefined || (names.baseline === undefined && (history ?? []).length > 0),
    input: {
      baseline: { documents: baseline?.documents ?? [], label: names.baseline ?? String(args['history']) },
      candidate: { documents: candidate.documents, label: candidate.label },
      design: asked === 'auto' && names.baseline !== undefined && baseline === undefined ? 'runs' : asked,
      ...(arms && { arms }),
      ...(history && { history }),
      ...(second && { confirmation: pairConfirmation(second, baseline, arms !== undefined) }),
      policy,
      ...(policyFile !== undefined && { fileName: policyFile }),
      ...(failOn && { failOn }),
      allowHostMismatch: args['allow-host-mismatch'] === true,
      isSequential: arms !== undefined,
      today: new Date().toISOString().slice(0, 10),
      generator: await generator(),
      seed: parseSeed(args['seed']),
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

function findBaseline({ baseline: name, isOption }: Names, candidate: Side): Promise<Side | undefined> {
  if (name === undefined) return Promise.resolve(undefined);
  const say = (text: string): void => void process.stderr.write(`twinbench: ${text}\n`);
  return readBaseline({ name, mayBeSeveral: !isOption, candidate, say });
}

/** `BASELINE CANDIDATE`; `CANDIDATE` alone where an option says what it is held against. @throws UsageError */
function parseNames(args: Readonly<Record<string, unknown>>): Names {
  const [first, second] = [args['baseline-run'], args['candidate']].map((one) => (typeof one === 'string' ? one : undefined));
  const named = typeof args['baseline'] === 'string' ? args['baseline'] : undefined;
  if (second !== undefined && named !== undefined)
    throw new UsageError('name the baseline once: as the first argument, or with --baseline');
  if (second !== undefined) return { baseline: first, candidate: second, isOption: false };
  if (named !== undefined || typeof args['history'] === 'string')
    return { baseline: named, candidate: first ?? LATEST_RUN, isOption: true };
  throw new UsageError('name a baseline and a candidate, or what the candidate is held against with --baseline or --history');
}

/** The arms of a run that was measured interleaved and stands on both sides. */
function readArms(baseline: Side | undefined, candidate: Side): GateInput['arms'] {
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

const manifest = z.object({ name: z.string(), version: z.string() });

async function generator(): Promise<GateInput['generator']> {
  return manifest.parse(JSON.parse(await readFile(path.join(projectRoot, 'package.json'), 'utf8')));
}

function parseSeed(value: unknown): number {
  const seed = Number(value ?? 1);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new UsageError(`--seed takes a whole number, not "${String(value)}"`);
  return seed;
}
