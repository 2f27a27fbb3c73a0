/** `twinbench history append`: files a run. */
import type { Argv } from 'yargs';
import { EXIT, RunRejectedError } from '../../../contract/errors.js';
import { makeHistoryEntry } from '../../../gate/history-entry.js';
import { appendEntry, pruneEntries } from '../../../history/store.js';
import { findRun, findVerdict, HISTORY_FOLDER, LATEST_RUN } from '../../../history/stored-runs.js';
import { findRevision } from '../../../revisions/git.js';
import { countOption, textOption } from '../../option-values.js';
import { print, printJson } from '../../stdout.js';

export function options(parser: Argv): Argv {
  return parser
    .usage(
      '$0 history append [RUN]\n\nFiles a run in a history: its medians, commit, host, and what a gate said of it. The same run twice changes nothing.',
    )
    .positional('run', { type: 'string', describe: 'folder of the run, its results.json, or its id; results/latest by default' })
    .option('history', { type: 'string', default: HISTORY_FOLDER, describe: 'folder of the history; made when it is not there' })
    .option('revision', { type: 'string', describe: 'commit that was measured; by default as CI or git says' })
    .option('verdict', { type: 'string', describe: 'verdict of a gate on this run; by default the verdict.json beside it' })
    .option('replace', { type: 'boolean', default: false, describe: 'where the run is there with other facts' })
    .option('keep', { type: 'string', describe: 'keep so many newest runs and remove the others' })
    .option('json', { type: 'boolean', default: false, describe: 'machine-readable' })
    .example('$0 history append', 'the newest run, with the commit of the current folder')
    .example('$0 history append results/latest --revision "$GITHUB_SHA" --keep 500', 'in CI');
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const folder = String(args['history']);
  const keep = countOption('keep', args['keep']);
  const found = await findRun(String(args['run'] ?? LATEST_RUN));
  const verdict = await findVerdict(found, textOption(args['verdict']));
  const flags = verdict === undefined ? {} : { verdict: verdict.status };
  const entry = makeHistoryEntry(found.document, { revision: await findRevision(textOption(args['revision'])), flags });
  if (entry.series.length === 0)
    throw new RunRejectedError(
      `the run ${entry.runId} has no figures, for no trial of it completed; a history cannot use it.`,
      'failed',
    );
  const { file, outcome } = await appendEntry(folder, entry, { replace: args['replace'] === true });
  const removed = keep === undefined ? 0 : await pruneEntries(folder, keep);
  const { runId, revision, series } = entry;
  if (args['json'] === true) printJson({ runId, revision, file, outcome, series: series.length, removed });
  else
    print(
      `${WORDS[outcome]} ${file}: run ${runId}, commit ${revision || 'unknown'}, ${series.length} series${removed > 0 ? `; removed ${removed} older` : ''}\n`,
    );
  return EXIT.ok;
}

const WORDS = { added: 'added', unchanged: 'already there, unchanged:', replaced: 'replaced' } as const;
