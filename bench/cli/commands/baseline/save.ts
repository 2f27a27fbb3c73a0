/** `twinbench baseline save`: keeps runs under a name. */
import type { InferredOptionTypes } from 'yargs';
import { EXIT, RunRejectedError, UsageError } from '../../../contract/errors.js';
import type { BaselineFile } from '../../../history/baseline-format.js';
import { isBaselineName, type RunToSave, saveBaseline } from '../../../history/baselines.js';
import { BASELINES_FOLDER, findRun, findVerdict, LATEST_RUN, type StoredRun } from '../../../history/stored-runs.js';
import { findRevision } from '../../../revisions/git.js';
import { defineCommand } from '../../command.js';
import { JSON_OPTION, parseCount, parseText, REVISION } from '../../options.js';
import { print, printJson } from '../../stdout.js';

export const SAVING = {
  baselines: { type: 'string', default: BASELINES_FOLDER, describe: 'folder of the baselines' },
  add: { type: 'boolean', default: false, describe: 'keep the runs that are there' },
  keep: { type: 'string', describe: 'keep at most this many newest runs' },
  revision: REVISION,
  reason: { type: 'string', describe: 'why, for those who read it later' },
  json: JSON_OPTION,
} as const;

export const NAME = { type: 'string', demandOption: true, describe: 'such as main' } as const;

type SavingArguments = InferredOptionTypes<typeof SAVING> & { readonly name: string };

export const command = defineCommand({
  usage:
    '$0 baseline save NAME [RUN..]\n\nKeeps runs under a name, in place of those that were there. A run that failed its gate is not kept without --force.',
  positionals: ['name', 'runs'],
  options: {
    name: NAME,
    runs: {
      type: 'string',
      array: true,
      default: [],
      describe: 'folders of runs, their results.json, or ids; results/latest by default',
    },
    ...SAVING,
    force: { type: 'boolean', default: false, describe: 'also a run that failed its gate' },
  },
  examples: [
    ['$0 baseline save main', 'the newest run'],
    ['$0 baseline save main --add --keep 10', 'the newest run beside the nine before it'],
  ],
  async run(args) {
    checkSaving(args);
    const found = await Promise.all((args.runs.length > 0 ? args.runs : [LATEST_RUN]).map(findRun));
    return keepRuns(args, await Promise.all(found.map((one) => describe(one, args))));
  },
});

async function describe(
  found: StoredRun,
  { revision, force }: SavingArguments & { readonly force: boolean },
): Promise<RunToSave> {
  const verdict = (await findVerdict(found, undefined))?.status;
  if ((verdict === 'regressed' || verdict === 'failed') && !force)
    throw new RunRejectedError(
      `the gate of run ${found.document.run.id} ended with ${verdict} (${found.folder}). Nothing was saved; --force saves it anyway.`,
      verdict === 'regressed' ? 'regression' : 'failed',
    );
  return { document: found.document, revision: await findRevision(parseText(revision)), verdict };
}

/** Before any run is read. @returns how many runs are kept @throws UsageError */
export function checkSaving({ name, keep }: SavingArguments): number | undefined {
  if (!isBaselineName(name))
    throw new UsageError(
      `a baseline cannot be called ${JSON.stringify(name)}; use letters, digits, dots, dashes and underscores.`,
    );
  return keep === undefined ? undefined : parseCount('keep', keep);
}

/** The end of `save` and `promote`. */
export async function keepRuns(args: SavingArguments, runs: readonly RunToSave[]): Promise<number> {
  const keep = checkSaving(args);
  const empty = runs.find(({ document }) => document.series.length === 0);
  if (empty !== undefined)
    throw new RunRejectedError(
      `the run ${empty.document.run.id} has no figures: no trial of it completed. It cannot be a baseline.`,
      'failed',
    );
  const options = { add: args.add, keep, reason: parseText(args.reason) };
  const saved = await saveBaseline(args.baselines, args.name, runs, options);
  if (args.json) printJson(saved);
  else print(`${formatSummary(saved)}\n`);
  return EXIT.ok;
}

function formatSummary({ name, runs }: BaselineFile): string {
  const newest = runs.at(-1);
  return `baseline ${name}: ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, the newest ${newest?.id ?? ''} of commit ${newest?.revision || 'unknown'}`;
}
