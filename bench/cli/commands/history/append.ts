/** `twinbench history append`: files a run. */
import { EXIT, RunRejectedError } from '../../../contract/errors.js';
import { makeHistoryEntry } from '../../../gate/history-entry.js';
import { appendEntry, pruneEntries } from '../../../history/store.js';
import { findRun, findVerdict, HISTORY_FOLDER, LATEST_RUN } from '../../../history/stored-runs.js';
import { findRevision } from '../../../revisions/git.js';
import { defineCommand } from '../../command.js';
import { JSON_OPTION, parseCount, parseText, REVISION, RUN } from '../../options.js';
import { print, printJson } from '../../stdout.js';

export const command = defineCommand({
  usage:
    '$0 history append [RUN]\n\nFiles a run in a history: its medians, commit, host, and what a gate said of it. The same run twice changes nothing.',
  positionals: ['run'],
  options: {
    run: { ...RUN, default: LATEST_RUN },
    history: { type: 'string', default: HISTORY_FOLDER, describe: 'folder of the history; created if missing' },
    revision: REVISION,
    verdict: { type: 'string', describe: 'verdict of a gate on this run; by default the verdict.json beside it' },
    replace: { type: 'boolean', default: false, describe: 'replace the run if it is there with other facts' },
    keep: { type: 'string', describe: 'keep this many newest runs and remove the others' },
    json: JSON_OPTION,
  },
  examples: [
    ['$0 history append', 'the newest run, with the commit of the current folder'],
    ['$0 history append results/latest --revision "$GITHUB_SHA" --keep 500', 'in CI'],
  ],
  async run(args) {
    const keep = args.keep === undefined ? undefined : parseCount('keep', args.keep);
    const found = await findRun(args.run);
    const verdict = await findVerdict(found, parseText(args.verdict));
    const flags = verdict === undefined ? {} : { verdict: verdict.status };
    const entry = makeHistoryEntry(found.document, { revision: await findRevision(parseText(args.revision)), flags });
    if (entry.series.length === 0)
      throw new RunRejectedError(`the run ${entry.runId} has no figures: no trial of it completed.`, 'failed');
    const { file, outcome } = await appendEntry(args.history, entry, { replace: args.replace });
    const removed = keep === undefined ? 0 : await pruneEntries(args.history, keep);
    const { runId, revision, series } = entry;
    if (args.json) printJson({ runId, revision, file, outcome, series: series.length, removed });
    else
      print(
        `${WORDS[outcome]} ${file}: run ${runId}, commit ${revision || 'unknown'}, ${series.length} series${removed > 0 ? `; removed ${removed} older` : ''}\n`,
      );
    return EXIT.ok;
  },
});

const WORDS = { added: 'added', unchanged: 'already there, unchanged:', replaced: 'replaced' } as const;
