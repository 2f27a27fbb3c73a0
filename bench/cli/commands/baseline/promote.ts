/** `twinbench baseline promote`: a run that passed its gate becomes the baseline; no other does. */
import type { Argv } from 'yargs';
import { RunRejectedError } from '../../../contract/errors.js';
import type { GateVerdict } from '../../../contract/verdict.js';
import { findRun, findVerdict, LATEST_RUN } from '../../../history/stored-runs.js';
import { VERDICT_FILE } from '../../../results/results-folder.js';
import { findRevision } from '../../../revisions/git.js';
import { textOption } from '../../option-values.js';
import { keepRuns, parseKeeping, savingOptions } from './save.js';

export function options(parser: Argv): Argv {
  return savingOptions(
    parser
      .usage(
        '$0 baseline promote NAME [RUN]\n\nMakes a run the baseline if a gate passed it; otherwise it says why not and ends with the code of the gate. Safe to call after every gate of the main branch.',
      )
      .positional('name', { type: 'string', demandOption: true, describe: 'such as main' })
      .positional('run', {
        type: 'string',
        describe: 'folder of the run, its results.json, or its id; results/latest by default',
      }),
  )
    .option('verdict', { type: 'string', describe: `verdict of the gate; by default the ${VERDICT_FILE} beside the run` })
    .example('$0 baseline promote main results/latest --add --keep 10', 'after a gate on the main branch');
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  parseKeeping(args);
  const found = await findRun(String(args['run'] ?? LATEST_RUN));
  const verdict = await findVerdict(found, textOption(args['verdict']));
  checkPassed(found.document.run.id, verdict);
  return keepRuns(args, [
    { document: found.document, revision: await findRevision(textOption(args['revision'])), verdict: verdict?.status },
  ]);
}

function checkPassed(runId: string, verdict: GateVerdict | undefined): void {
  if (verdict === undefined)
    throw new RunRejectedError(
      `no gate has judged the run ${runId}. Run a gate first, name its verdict with --verdict, or keep the run without one: twinbench baseline save`,
      'undecided',
    );
  if (verdict.status === 'pass') return;
  const remedy =
    verdict.status === 'regressed'
      ? 'Mend the regression, or agree to it with: twinbench baseline accept --verdict FILE --until DATE --reason TEXT'
      : 'Measure again, then ask the gate again.';
  throw new RunRejectedError(
    `the run ${runId} is not promoted: its gate ended with "${verdict.status}" (${verdict.reason}). The baseline is as it was. ${remedy}`,
    KINDS[verdict.exitCode],
  );
}

/** By the exit code of the gate; one that passed has not said so in its status. */
const KINDS = ['undecided', 'regression', 'usage', 'undecided', 'notComparable', 'failed'] as const;
