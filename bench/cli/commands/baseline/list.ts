/** `twinbench baseline list`: what is kept. */
import CliTable from 'cli-table3';
import type { Argv } from 'yargs';
import { EXIT } from '../../../contract/errors.js';
import type { BaselineFile } from '../../../history/baseline-format.js';
import { listBaselines } from '../../../history/baselines.js';
import { BASELINES_FOLDER } from '../../../history/stored-runs.js';
import { print, printJson } from '../../stdout.js';

export function options(parser: Argv): Argv {
  return parser
    .usage('$0 baseline list\n\nNames the baselines, their runs and commits.')
    .option('baselines', { type: 'string', default: BASELINES_FOLDER, describe: 'folder of the baselines' })
    .option('json', { type: 'boolean', default: false, describe: 'machine-readable' })
    .example('$0 baseline list', 'what there is to compare with');
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const folder = String(args['baselines']);
  const found = await listBaselines(folder);
  if (args['json'] === true) printJson(found);
  else
    print(
      found.length === 0
        ? `no baselines in ${folder}; save one with: twinbench baseline save NAME RUN\n`
        : `${formatTable(found)}\n`,
    );
  return EXIT.ok;
}

function formatTable(found: readonly BaselineFile[]): string {
  const table = new CliTable({
    head: ['name', 'runs', 'newest run', 'started', 'commit', 'host', 'gate', 'reason'],
    style: { head: [], border: [] },
  });
  for (const { name, runs, reason } of found) {
    const newest = runs.at(-1);
    const cells = [
      name,
      String(runs.length),
      newest?.id,
      newest?.startedAt,
      newest?.revision.slice(0, 10),
      newest?.fingerprint,
      newest?.verdict,
      reason,
    ];
    table.push(cells.map((cell) => (cell ?? '').replace(/\p{C}/gu, '?')));
  }
  return table.toString();
}
