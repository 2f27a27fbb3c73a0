/** `twinbench baseline list`: what is kept. */
import CliTable from 'cli-table3';
import { EXIT } from '../../../contract/errors.js';
import type { BaselineFile } from '../../../history/baseline-format.js';
import { listBaselines } from '../../../history/baselines.js';
import { BASELINES_FOLDER } from '../../../history/stored-runs.js';
import { defineCommand } from '../../command.js';
import { JSON_OPTION } from '../../options.js';
import { print, printJson } from '../../stdout.js';

export const command = defineCommand({
  usage: '$0 baseline list\n\nNames the baselines, their runs and commits.',
  options: {
    baselines: { type: 'string', default: BASELINES_FOLDER, describe: 'folder of the baselines' },
    json: JSON_OPTION,
  },
  examples: [['$0 baseline list', 'what there is to compare with']],
  async run({ baselines, json }) {
    const found = await listBaselines(baselines);
    if (json) printJson(found);
    else if (found.length > 0) print(`${formatTable(found)}\n`);
    else print(`no baselines in ${baselines}; save one with: twinbench baseline save NAME RUN\n`);
    return EXIT.ok;
  },
});

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
