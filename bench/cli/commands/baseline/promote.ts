/** `twinbench baseline promote`: a run that passed its gate becomes the baseline; no other does. */
import { RunRejectedError } from '../../../contract/errors.js';
import type { GateVerdict } from '../../../contract/verdict.js';
import { findRun, findVerdict, LATEST_RUN } from '../../../history/stored-runs.js';
import { VERDICT_FILE } from '../../../results/results-folder.js';
import { findRevision } from '../../../revisions/git.js';
import { defineCommand } from '../../command.js';
import { parseText, RUN } from '../../options.js';
import { checkSaving, keepRuns, NAME, SAVING } from './save.js';

export const command = defineCommand({
  usage:
    '$0 baseline promote NAME [RUN]\n\nMakes a run the baseline if its gate passed; otherwise it says why not and exits with the code of the gate. Safe to call after every gate of the main branch.',
  positionals: ['name', 'run'],
  options: {
    name: NAME,
    run: { ...RUN, default: LATEST_RUN },
    ...SAVING,
    verdict: { type: 'string', describe: `verdict of the gate; by default the ${VERDICT_FILE} beside the run` },
  },
  examples: [['$0 baseline promote main results/latest --add --keep 10', 'after a gate on the main branch']],
  async run(args) {
    checkSaving(args);
    const found = await findRun(args.run);
    const verdict = await findVerdict(found, parseText(args.verdict));
    const { document } = found;
    checkPassed(document.run.id, verdict);
    return keepRuns(args, [{ document, revision: await findRevision(parseText(args.revision)), verdict: verdict?.status }]);
  },
});

function checkPassed(runId: string, verdict: GateVerdict | undefined): void {
  if (verdict === undefined)
    throw new RunRejectedError(
      `no gate has judged run ${runId}. Run a gate first, name its verdict with --verdict, or save the run without one: twinbench baseline save`,
      'undecided',
    );
  if (verdict.status === 'pass') return;
  const remedy =
    verdict.status === 'regressed'
      ? 'Fix the regression, or accept it with: twinbench baseline accept --verdict FILE --until DATE --reason TEXT'
      : 'Measure again, then run the gate again.';
  throw new RunRejectedError(
    `the run ${runId} is not promoted: its gate ended with "${verdict.status}" (${verdict.reason}). The baseline is unchanged. ${remedy}`,
    KINDS[verdict.exitCode],
  );
}

/** By the exit code of the gate; one that passed has not said so in its status. */
const KINDS = ['undecided', 'regression', 'usage', 'undecided', 'notComparable', 'failed'] as const;
