/** `twinbench gate`: compare, a policy, and an exit code that a pipeline can rely on. */
import type { Argv } from 'yargs';
import { confirmByMeasuring } from '../../ab/confirm.js';
import { EXIT } from '../../contract/errors.js';
import { DEFAULT_POLICY, failOn } from '../../contract/policy.js';
import type { GateVerdict } from '../../contract/verdict.js';
import { checkResultsFolder } from '../../driver/beforehand.js';
import { gate, makeUsageVerdict } from '../../gate/gate.js';
import { findExitCode, formatWithRemedy } from '../../host/explain-error.js';
import { VERDICT_FILE } from '../../results/results-folder.js';
import { type GateRequest, readRequest, sideOptions } from '../gate-request.js';
import { progressOn } from '../progress.js';
import { FORMAT_OPTION, parseFormats, publishVerdict } from '../publish-verdict.js';
import { checkRunnerFiles, writeVerdictReports } from '../verdict-reports.js';

export function options(parser: Argv): Argv {
  return sideOptions(
    parser
      .usage(
        `$0 gate BASELINE CANDIDATE [options]\n$0 gate [CANDIDATE] --baseline NAME|./DIR [options]\n$0 gate [CANDIDATE] --history FOLDER [options]\n\nCompares, applies the policy, writes ${VERDICT_FILE} and ends with a code. The candidate is results/latest when none is named. A regression counts once an independent measurement confirms it: here, where this host can measure the candidate again.`,
      )
      .positional('baseline-run', { type: 'string' })
      .positional('candidate', { type: 'string' }),
  )
    .option('baseline', { type: 'string', describe: 'named baseline; or one run, as a path: ./FOLDER or a results.json' })
    .option('fail-on', {
      type: 'string',
      describe: `what fails: some of ${failOn.options.join(',')} (default: regression,missing)`,
    })
    .option('require-baseline', {
      type: 'boolean',
      default: true,
      describe: 'a missing baseline fails; with --no-require-baseline a first run passes',
    })
    .option('confirmation', { type: 'string', describe: 'results of a second, independent measurement of the candidate' })
    .option('confirm', { type: 'boolean', default: true, describe: 'measure the candidate again when it is flagged' })
    .option('output', { type: 'string', describe: `folder for ${VERDICT_FILE} (default: the candidate's)` })
    .option('format', FORMAT_OPTION)
    .example('$0 gate results/main results/branch', 'two folders of several runs each')
    .example('$0 gate --baseline main', 'the newest run against a named baseline')
    .example('$0 gate results/latest --history .twinbench/history', 'against the runs before it')
    .example('$0 gate --baseline main --fail-on regression,missing,inconclusive', 'where nothing open may pass')
    .epilogue(
      'Exit code: 0 passed, 1 confirmed regression, 2 usage, policy or file format, 3 no decision and the policy fails on it, 4 not comparable or missing baseline, 5 measurement failed or nothing to compare, 130/143 interrupted. make turns each into 2: read status in verdict.json there.',
    );
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  parseFormats(args['format']);
  const output = typeof args['output'] === 'string' ? args['output'] : undefined;
  const request = await readOrRecord(args, output);
  const folder = output ?? request.candidateFolder;
  await checkResultsFolder(folder);
  await checkRunnerFiles(process.env);
  try {
    if (!request.hasBaseline && args['require-baseline'] === false) return await passFirst(request, folder, args);
    const first = gate(request.input);
    const confirmed =
      args['confirm'] === false || request.input.confirmation !== undefined
        ? undefined
        : await confirmByMeasuring(request, first, { observer: progressOn(process.stderr), say });
    if (confirmed?.exitCode !== undefined) return confirmed.exitCode;
    return await finish(confirmed?.verdict ?? first, folder, args, request);
  } catch (error) {
    await recordFailure(error, folder, request);
    throw error;
  }
}

async function finish(
  verdict: GateVerdict,
  folder: string,
  args: Readonly<Record<string, unknown>>,
  { input }: GateRequest,
): Promise<number> {
  const fingerprint = input.candidate.documents[0]?.host.fingerprint;
  await publishVerdict(verdict, { folder, formats: parseFormats(args['format']), asJson: args['json'] === true, fingerprint });
  return verdict.exitCode;
}

/** There is nothing yet that could have become worse. */
async function passFirst(request: GateRequest, folder: string, args: Readonly<Record<string, unknown>>): Promise<number> {
  const verdict = gate({ ...request.input, failOn: [] });
  const because = 'there is no baseline yet, and none was required';
  const passed: GateVerdict = {
    ...verdict,
    status: 'pass',
    exitCode: 0,
    exitName: 'pass',
    reason: `pass: ${because}`,
    findings: [{ exitCode: 0, exitName: 'pass', because }],
  };
  return finish(passed, folder, args, request);
}

/** A gate that fails before it has its sides leaves its own verdict where it was told to, and no older one. */
async function readOrRecord(args: Readonly<Record<string, unknown>>, output: string | undefined): Promise<GateRequest> {
  try {
    return await readRequest(args);
  } catch (error) {
    if (output !== undefined) await recordFailure(error, output, undefined);
    throw error;
  }
}

async function recordFailure(error: unknown, folder: string, request: GateRequest | undefined): Promise<void> {
  if (!(error instanceof Error) || findExitCode(error) !== EXIT.usage) return;
  const side = { documents: [] };
  const nothing = {
    baseline: side,
    candidate: side,
    design: 'runs',
    policy: DEFAULT_POLICY,
    today: '',
    generator: { name: 'twinbench', version: '' },
    seed: 0,
  } as const;
  await writeVerdictReports(makeUsageVerdict(request?.input ?? nothing, formatWithRemedy(error)), { formats: [], folder });
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
