/** `twinbench compare`: two sides that were measured before, and what their figures say of each other. Nothing is measured. */
import { EXIT, UsageError } from '../../contract/errors.js';
import type { GateVerdict } from '../../contract/verdict.js';
import { checkResultsFolder } from '../../driver/beforehand.js';
import { gate } from '../../gate/gate.js';
import { readRequest } from '../../gate/read-request.js';
import { VERDICT_FILE } from '../../results/results-folder.js';
import { defineCommand } from '../command.js';
import { FORMAT, parseFormats, SIDES, showVerdict } from '../publish-verdict.js';
import { sayByName } from '../stdout.js';
import { writeVerdictReports } from '../verdict-reports.js';

export const command = defineCommand({
  usage:
    '$0 compare BASELINE CANDIDATE [options]\n\nCompares two runs, or two folders of runs, that were measured before. A side is a results folder, a results.json or a folder of results folders, each as a path with a slash; the baseline may be the name of one that was saved.',
  positionals: ['baseline-run', 'candidate'],
  options: {
    ...SIDES,
    output: { type: 'string', describe: `also write ${VERDICT_FILE} into this folder` },
    format: FORMAT,
  },
  examples: [
    ['$0 compare results/20260101-090000-aaaa results/latest', 'two runs: a decision takes several runs of each side'],
    ['$0 compare results/main results/branch --json', 'folders with several runs each'],
  ],
  epilogue:
    'Exit code: 0 whatever the figures say (twinbench gate decides by them), 2 for a file that cannot be read, 4 when nothing can be compared, 5 when a side has no figures.',
  async run({ format, output, json, ...args }) {
    const formats = parseFormats(format);
    if (formats.length > 0 && output === undefined) throw new UsageError('--format goes with --output FOLDER');
    const { input } = await readRequest(args, sayByName);
    if (output !== undefined) await checkResultsFolder(output);
    const verdict = gate(input);
    if (output !== undefined) await writeVerdictReports(verdict, { formats, folder: output });
    showVerdict(verdict, json);
    return findExitCode(verdict);
  },
});

/** A regression and an open question are answers; that nothing could be compared is none. */
function findExitCode({ findings }: GateVerdict): number {
  const codes = findings.map(({ exitCode }) => exitCode);
  if (codes.includes(EXIT.failed)) return EXIT.failed;
  return codes.includes(EXIT.notComparable) ? EXIT.notComparable : EXIT.ok;
}
