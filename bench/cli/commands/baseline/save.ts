/** `twinbench baseline save`: keeps runs under a name. */
import type { Argv } from 'yargs';
import { EXIT, RunRejectedError, UsageError } from '../../../contract/errors.js';
import type { BaselineFile } from '../../../history/baseline-format.js';
import { isBaselineName, type RunToSave, saveBaseline } from '../../../history/baselines.js';
import { BASELINES_FOLDER, findRun, findVerdict, LATEST_RUN, type StoredRun } from '../../../history/stored-runs.js';
import { findRevision } from '../../../revisions/git.js';
import { countOption, textOption } from '../../option-values.js';
import { print, printJson } from '../../stdout.js';

export const repeatable = ['runs'];

export function options(parser: Argv): Argv {
  return savingOptions(
    parser
      .usage(
        '$0 baseline save NAME [RUN..]\n\nKeeps runs under a name, in place of those that were there. A run that a gate refused is not kept without --force.',
      )
      .positional('name', { type: 'string', demandOption: true, describe: 'such as main' })
      .positional('runs', {
        type: 'string',
        array: true,
        describe: 'folders of runs, their results.json, or ids; results/latest by default',
      }),
  )
    .option('force', { type: 'boolean', default: false, describe: 'also a run that a gate refused' })
    .example('$0 baseline save main', 'the newest run')
    .example('$0 baseline save main --add --keep 10', 'the newest run beside the nine before it');
}

export function savingOptions(parser: Argv): Argv {
  return parser
    .option('baselines', { type: 'string', default: BASELINES_FOLDER, describe: 'folder of the baselines' })
    .option('add', { type: 'boolean', default: false, describe: 'keep the runs that are there' })
    .option('keep', { type: 'string', describe: 'keep at most so many newest runs' })
    .option('revision', { type: 'string', describe: 'commit that was measured; by default as CI or git says' })
    .option('reason', { type: 'string', describe: 'why, for those who read it later' })
    .option('json', { type: 'boolean', default: false, describe: 'machine-readable' });
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  parseKeeping(args);
  const names = Array.isArray(args['runs']) && args['runs'].length > 0 ? args['runs'].map(String) : [LATEST_RUN];
  const found = await Promise.all(names.map(findRun));
  const toSave = await Promise.all(found.map((one) => describe(one, args)));
  return keepRuns(args, toSave);
}

async function describe(found: StoredRun, args: Readonly<Record<string, unknown>>): Promise<RunToSave> {
  const verdict = (await findVerdict(found, undefined))?.status;
  if ((verdict === 'regressed' || verdict === 'failed') && args['force'] !== true)
    throw new RunRejectedError(
      `a gate found the run ${found.document.run.id} ${verdict} (${found.folder}). Nothing was saved; --force saves it all the same.`,
      verdict === 'regressed' ? 'regression' : 'failed',
    );
  return { document: found.document, revision: await findRevision(textOption(args['revision'])), verdict };
}

/** Before any run is read. @throws UsageError */
export function parseKeeping(args: Readonly<Record<string, unknown>>): {
  readonly name: string;
  readonly keep: number | undefined;
} {
  const name = String(args['name']);
  if (!isBaselineName(name))
    throw new UsageError(
      `a baseline cannot be called ${JSON.stringify(name)}; use letters, digits, dots, dashes and underscores.`,
    );
  return { name, keep: countOption('keep', args['keep']) };
}

/** The end of `save` and `promote`. */
export async function keepRuns(args: Readonly<Record<string, unknown>>, runs: readonly RunToSave[]): Promise<number> {
  const { name, keep } = parseKeeping(args);
  const empty = runs.find(({ document }) => document.series.length === 0);
  if (empty !== undefined)
    throw new RunRejectedError(
      `the run ${empty.document.run.id} has no figures, for no trial of it completed; it cannot be a baseline.`,
      'failed',
    );
  const options = { add: args['add'] === true, keep, reason: textOption(args['reason']) };
  const saved = await saveBaseline(String(args['baselines']), name, runs, options);
  if (args['json'] === true) printJson(saved);
  else print(`${formatSummary(saved)}\n`);
  return EXIT.ok;
}

function formatSummary({ name, runs }: BaselineFile): string {
  const newest = runs.at(-1);
  return `baseline ${name}: ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, the newest ${newest?.id ?? ''} of commit ${newest?.revision || 'unknown'}`;
}
