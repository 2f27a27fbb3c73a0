/** Finds a comparison that was killed, and reads from its records what it was asked to measure. */

import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { exists } from '../../runtimes/cache.js';
import { UsageError } from '../contract/errors.js';
import { FormatError } from '../contract/format-error.js';
import { policy } from '../contract/policy.js';
import { formatOutputOption, isEnded, makeCompleteError, readUnfinished, type Unfinished } from '../driver/resume.js';
import { findRunFolder, JOURNAL_FILE, VERDICT_FILE } from '../results/results-folder.js';
import { findCommits } from '../revisions/revisions.js';
import { CONFIRMATION_FOLDER, type UnfinishedPair } from './paired-gate.js';
import { type AbRequest, findProject, readAbRequest, type Words } from './request.js';

/** In the run record, beside the fields of the contract. */
const keptComparison = z.object({
  words: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  commits: z.tuple([z.string(), z.string()]).readonly().optional(),
  policy,
});

export function describeComparison({ words, policy: used, revisions }: AbRequest): Record<string, unknown> {
  if (revisions === undefined) return { comparison: { words, policy: used } };
  const { commits, project } = revisions;
  return { comparison: { words: { ...words, project }, policy: used, commits } };
}

export interface ResumedComparison {
  readonly request: AbRequest;
  readonly pair: UnfinishedPair;
}

/**
 * @param given words of the command that goes on: none are needed, and those that are there must be as before
 * @throws UsageError – no such comparison, nothing left to do, or something else is asked for now; FormatError
 */
export async function resumeComparison(output: string, given: Words): Promise<ResumedComparison> {
  const first = await readUnfinished(await findRunFolder(path.join(output, 'latest')));
  const { folder, run } = first;
  if (run.arms === undefined)
    throw new UsageError(`${folder} was not measured by ab. Resume with: twinbench run --resume${formatOutputOption(folder)}`);
  const kept = keptComparison.safeParse(run['comparison']);
  if (!kept.success) throw new UsageError(`${folder}: the run record does not say what was compared. Start a new run.`);
  const confirmation = await findConfirmation(folder);
  if (isEnded(first) && (confirmation === undefined || isEnded(confirmation)) && (await exists(path.join(folder, VERDICT_FILE))))
    throw makeCompleteError(folder);
  await refuseOtherOptions(kept.data, given);
  const request = await readAbRequest({ ...kept.data.words, seed: String(run.seed) }, path.dirname(folder), kept.data.commits);
  if (!isDeepStrictEqual(request.policy, kept.data.policy))
    throw makeChangedError(
      `the policy ${request.policyFile ?? '(the built-in one)'} is not the one that the run was started with`,
    );
  return { request: { ...request, words: kept.data.words }, pair: { first, ...(confirmation && { confirmation }) } };
}

/** Undefined where none has begun, or only just: nothing was measured of it. */
async function findConfirmation(folder: string): Promise<Unfinished | undefined> {
  const own = path.join(folder, CONFIRMATION_FOLDER);
  if (!(await exists(path.join(own, JOURNAL_FILE)))) return undefined;
  try {
    return await readUnfinished(own);
  } catch (error) {
    if (error instanceof FormatError && (error.problem === 'empty' || error.problem === 'truncated')) return undefined;
    throw error;
  }
}

async function refuseOtherOptions({ words, commits }: z.infer<typeof keptComparison>, given: Words): Promise<void> {
  for (const [name, value] of Object.entries(given)) {
    const [then, now] = [words[name], value].map((one) => (one === undefined ? 'not given' : [one].flat().join(',')));
    if (then !== now) throw makeChangedError(`--${name} was ${then ?? ''} and is ${now ?? ''}`);
  }
  const range = given['revisions'];
  if (typeof range !== 'string' || commits === undefined) return;
  const now = await findCommits(findProject(words), range);
  if (!isDeepStrictEqual(now, [...commits]))
    throw makeChangedError(`${range} was ${commits.join('..')} and is ${now.join('..')}`);
}

function makeChangedError(change: string): UsageError {
  return new UsageError(
    `cannot resume the comparison: ${change}. Resume it as it was started (twinbench ab --resume, without other options), or start a new one without --resume`,
  );
}
