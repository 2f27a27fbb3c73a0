/** `twinbench gate`: compare, a policy, and an exit code that a pipeline can rely on. */
import { confirmByMeasuring } from '../../ab/confirm.js';
import { EXIT } from '../../contract/errors.js';
import { failOn } from '../../contract/policy.js';
import type { GateVerdict } from '../../contract/verdict.js';
import { checkResultsFolder } from '../../driver/beforehand.js';
import { gate, makeUsageVerdict } from '../../gate/gate.js';
import { NO_INPUT, passFirstRun, readRequest } from '../../gate/read-request.js';
import { findExitCode, formatWithRemedy } from '../../host/explain-error.js';
import { VERDICT_FILE } from '../../results/results-folder.js';
import { defineCommand } from '../command.js';
import { progressOn } from '../progress.js';
import { FORMAT, parseFormats, publishVerdict, SIDES } from '../publish-verdict.js';
import { say, sayByName } from '../stdout.js';
import { checkRunnerFiles, writeVerdictReports } from '../verdict-reports.js';

export const command = defineCommand({
  usage: `$0 gate BASELINE CANDIDATE [options]\n$0 gate [CANDIDATE] --baseline NAME|./DIR [options]\n$0 gate [CANDIDATE] --history FOLDER [options]\n\nCompares, applies the policy, writes ${VERDICT_FILE} and exits with a code. The candidate is results/latest when none is named. A regression counts once an independent measurement confirms it: here, where this host can measure the candidate again.`,
  positionals: ['baseline-run', 'candidate'],
  options: {
    ...SIDES,
    baseline: { type: 'string', describe: 'named baseline; or one run, as a path: ./FOLDER or a results.json' },
    'fail-on': {
      type: 'string',
      describe: `what fails: some of ${failOn.options.join(',')} (default: the policy's, regression,missing without one)`,
    },
    'require-baseline': {
      type: 'boolean',
      default: true,
      describe: 'a missing baseline fails; with --no-require-baseline a first run passes',
    },
    confirmation: { type: 'string', describe: 'results of a second, independent measurement of the candidate' },
    confirm: { type: 'boolean', default: true, describe: 'measure the candidate again when it is flagged' },
    output: { type: 'string', describe: `folder for ${VERDICT_FILE} (default: the candidate's)` },
    format: FORMAT,
  },
  examples: [
    ['$0 gate results/main results/branch', 'two folders of several runs each'],
    ['$0 gate --baseline main', 'the newest run against a named baseline'],
    ['$0 gate results/latest --history .twinbench/history', 'against the runs before it'],
    ['$0 gate --baseline main --fail-on regression,missing,inconclusive', 'nothing that is not decided may pass'],
  ],
  epilogue:
    'Exit code: 0 passed, 1 confirmed regression, 2 usage, policy or file format, 3 no decision and the policy fails on it, 4 not comparable or missing baseline, 5 measurement failed or nothing to compare, 130/143 interrupted. make turns each into 2: read status in verdict.json there.',
  async run({ format, output, json, requireBaseline, confirm, ...args }) {
    const formats = parseFormats(format);
    const request = await readRequest(args, sayByName).catch(async (error: unknown) => {
      // A gate that fails before it has its sides leaves its own verdict where it was told to, and no older one.
      if (output !== undefined) await recordFailure(error, output);
      throw error;
    });
    const { input, hasBaseline, candidateFolder } = request;
    const folder = output ?? candidateFolder;
    const publish = async (verdict: GateVerdict): Promise<number> => {
      const fingerprint = input.candidate.documents[0]?.host.fingerprint;
      await publishVerdict(verdict, { folder, formats, asJson: json, fingerprint });
      return verdict.exitCode;
    };
    await checkResultsFolder(folder);
    await checkRunnerFiles(process.env);
    try {
      if (!hasBaseline && !requireBaseline) return await publish(passFirstRun(input));
      const first = gate(input);
      const isMeasuredAgain = confirm && input.confirmation === undefined;
      const again = isMeasuredAgain
        ? await confirmByMeasuring(request, first, { observer: progressOn(process.stderr), say })
        : undefined;
      return again?.exitCode ?? (await publish(again?.verdict ?? first));
    } catch (error) {
      await recordFailure(error, folder, input);
      throw error;
    }
  },
});

async function recordFailure(error: unknown, folder: string, input = NO_INPUT): Promise<void> {
  if (findExitCode(error) !== EXIT.usage) return;
  await writeVerdictReports(makeUsageVerdict(input, formatWithRemedy(error)), { formats: [], folder });
}
