/** From a verdict to its files, and to where GitHub's runner looks for it; the same for every command that ends with a verdict. */

import { appendFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { annotationLines } from '../../reports/ci/annotations.js';
import { verdictReporters } from '../../reports/ci/index.js';
import { makeOutputs, outputLines } from '../../reports/ci/outputs.js';
import { MAX_SUMMARY_BYTES, renderSummary } from '../../reports/ci/summary.js';
import { exists } from '../../runtimes/cache.js';
import { formatError } from '../../runtimes/errors.js';
import { HostError, UsageError } from '../contract/errors.js';
import { suggestion } from '../contract/suggestion.js';
import type { GateVerdict } from '../contract/verdict.js';
import { makeFolder, VERDICT_FILE, writeWhole } from '../results/results-folder.js';

export interface VerdictFiles {
  /** Ids of `verdictReporters`; verdict.json is written in any case. */
  readonly formats: readonly string[];
  /** Made where it is missing. */
  readonly folder: string;
  /** The words of the command line, for "how to reproduce". */
  readonly command?: readonly string[];
}

/** @throws UsageError – unknown format; before anything was measured, so that a typing error costs nothing */
export function checkVerdictFormats(formats: readonly string[]): void {
  const known = verdictReporters.map(({ id }) => id);
  const wrong = formats.find((format) => !known.includes(format));
  if (wrong !== undefined) throw new UsageError(`there is no verdict format "${wrong}". ${suggestion(wrong, known)}`);
}

/** @returns the paths of what was written, verdict.json first @throws UsageError – unknown format; HostError */
export async function writeVerdictReports(verdict: GateVerdict, { formats, folder, command }: VerdictFiles): Promise<string[]> {
  checkVerdictFormats(formats);
  await makeFolder(folder);
  const files = [{ path: VERDICT_FILE, content: `${JSON.stringify(verdict, null, 1)}\n` }];
  for (const { id, load } of verdictReporters) {
    if (!formats.includes(id)) continue;
    const reporter = await load();
    files.push(...reporter.render(verdict, { baseName: 'verdict', ...(command && { command }) }));
  }
  for (const file of files) await writeWhole(path.join(folder, file.path), file.content);
  return files.map((file) => path.join(folder, file.path));
}

export interface RunnerOptions {
  /** Normally process.env. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of verdict.json, as later steps find it. */
  readonly verdictFile: string;
  readonly command?: readonly string[];
  /** Takes the annotations; they must reach the step's stdout or stderr as lines of their own. */
  readonly print: (text: string) => void;
}

/**
 * Does what GitHub's runner understands: appends the summary to the file that GITHUB_STEP_SUMMARY names and the outputs to that of GITHUB_OUTPUT,
 * and prints annotations where GITHUB_ACTIONS is `true`. Without these variables it does nothing. @throws HostError – a file cannot be appended to
 */
export async function reportToRunner(verdict: GateVerdict, options: RunnerOptions): Promise<void> {
  const { environment, verdictFile, command, print } = options;
  const { GITHUB_STEP_SUMMARY: summaryFile, GITHUB_OUTPUT: outputFile, GITHUB_ACTIONS: isActions } = environment;
  if (summaryFile) {
    const maxBytes = MAX_SUMMARY_BYTES - (await readSize(summaryFile));
    await append('GITHUB_STEP_SUMMARY', summaryFile, renderSummary(verdict, { maxBytes, ...(command && { command }) }));
  }
  if (outputFile) await append('GITHUB_OUTPUT', outputFile, outputLines(makeOutputs(verdict, verdictFile)));
  if (isActions === 'true') print(annotationLines(verdict));
}

/** Before anything is measured. @throws HostError – a file of the runner cannot be appended to */
export async function checkRunnerFiles(environment: RunnerOptions['environment']): Promise<void> {
  for (const name of ['GITHUB_STEP_SUMMARY', 'GITHUB_OUTPUT']) {
    const file = environment[name];
    if (file && (await exists(file))) await append(name, file, '');
  }
}

/** Of what other commands of the same step have written; 0 where there is nothing yet. */
async function readSize(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}

async function append(variableName: string, file: string, text: string): Promise<void> {
  try {
    await appendFile(file, text);
  } catch (error) {
    throw new HostError(`cannot append to ${file}, which ${variableName} names: ${formatError(error)}`);
  }
}
